//! Slices and vectors of every number type.
//!
//! For each type `x`: `echo_vec_x(v)`; `call_host_vec_x(v)` gives a vector to `host_vec_x` and
//! returns what comes back; `call_host_slice_x(v)` lends it to `host_slice_x`; `total_x(v)` sums a
//! borrowed slice; `double_in_place_x(v)` doubles each item of the host's own buffer;
//! `call_host_fill_x(v)` lends it mutably to `host_fill_x`, which may write, and returns it.

use wasm_bindgen::prelude::*;
use wasm_bindgen::Clamped;

use crate::scalars::both_ways;

macro_rules! slices {
    ($ty:ty, $echo:ident, $call_host:ident, $host:ident, $call_slice:ident, $host_slice:ident,
     $total:ident, $double:ident, $call_fill:ident, $host_fill:ident) => {
        both_ways!(Vec<$ty>, $echo, $call_host, $host);

        #[wasm_bindgen]
        extern "C" {
            fn $host_slice(values: &[$ty]) -> Vec<$ty>;
            fn $host_fill(values: &mut [$ty]);
        }

        #[wasm_bindgen]
        pub fn $call_slice(values: Vec<$ty>) -> Vec<$ty> {
            $host_slice(&values)
        }

        #[wasm_bindgen]
        pub fn $total(values: &[$ty]) -> f64 {
            values.iter().map(|&value| value as f64).sum()
        }

        #[wasm_bindgen]
        pub fn $double(values: &mut [$ty]) {
            for value in values {
                *value = *value + *value;
            }
        }

        #[wasm_bindgen]
        pub fn $call_fill(mut values: Vec<$ty>) -> Vec<$ty> {
            $host_fill(&mut values);
            values
        }
    };
}

slices!(
    i8,
    echo_vec_i8,
    call_host_vec_i8,
    host_vec_i8,
    call_host_slice_i8,
    host_slice_i8,
    total_i8,
    double_in_place_i8,
    call_host_fill_i8,
    host_fill_i8
);
slices!(
    u8,
    echo_vec_u8,
    call_host_vec_u8,
    host_vec_u8,
    call_host_slice_u8,
    host_slice_u8,
    total_u8,
    double_in_place_u8,
    call_host_fill_u8,
    host_fill_u8
);
slices!(
    i16,
    echo_vec_i16,
    call_host_vec_i16,
    host_vec_i16,
    call_host_slice_i16,
    host_slice_i16,
    total_i16,
    double_in_place_i16,
    call_host_fill_i16,
    host_fill_i16
);
slices!(
    u16,
    echo_vec_u16,
    call_host_vec_u16,
    host_vec_u16,
    call_host_slice_u16,
    host_slice_u16,
    total_u16,
    double_in_place_u16,
    call_host_fill_u16,
    host_fill_u16
);
slices!(
    i32,
    echo_vec_i32,
    call_host_vec_i32,
    host_vec_i32,
    call_host_slice_i32,
    host_slice_i32,
    total_i32,
    double_in_place_i32,
    call_host_fill_i32,
    host_fill_i32
);
slices!(
    u32,
    echo_vec_u32,
    call_host_vec_u32,
    host_vec_u32,
    call_host_slice_u32,
    host_slice_u32,
    total_u32,
    double_in_place_u32,
    call_host_fill_u32,
    host_fill_u32
);
slices!(
    i64,
    echo_vec_i64,
    call_host_vec_i64,
    host_vec_i64,
    call_host_slice_i64,
    host_slice_i64,
    total_i64,
    double_in_place_i64,
    call_host_fill_i64,
    host_fill_i64
);
slices!(
    u64,
    echo_vec_u64,
    call_host_vec_u64,
    host_vec_u64,
    call_host_slice_u64,
    host_slice_u64,
    total_u64,
    double_in_place_u64,
    call_host_fill_u64,
    host_fill_u64
);
slices!(
    isize,
    echo_vec_isize,
    call_host_vec_isize,
    host_vec_isize,
    call_host_slice_isize,
    host_slice_isize,
    total_isize,
    double_in_place_isize,
    call_host_fill_isize,
    host_fill_isize
);
slices!(
    usize,
    echo_vec_usize,
    call_host_vec_usize,
    host_vec_usize,
    call_host_slice_usize,
    host_slice_usize,
    total_usize,
    double_in_place_usize,
    call_host_fill_usize,
    host_fill_usize
);
slices!(
    f32,
    echo_vec_f32,
    call_host_vec_f32,
    host_vec_f32,
    call_host_slice_f32,
    host_slice_f32,
    total_f32,
    double_in_place_f32,
    call_host_fill_f32,
    host_fill_f32
);
slices!(
    f64,
    echo_vec_f64,
    call_host_vec_f64,
    host_vec_f64,
    call_host_slice_f64,
    host_slice_f64,
    total_f64,
    double_in_place_f64,
    call_host_fill_f64,
    host_fill_f64
);

both_ways!(
    Box<[u32]>,
    echo_boxed_u32,
    call_host_boxed_u32,
    host_boxed_u32
);
both_ways!(
    Clamped<Vec<u8>>,
    echo_clamped,
    call_host_clamped,
    host_clamped
);
both_ways!(
    Box<[JsValue]>,
    echo_boxed_js,
    call_host_boxed_js,
    host_boxed_js
);

/// `count` numbers from 0 on.
#[wasm_bindgen]
pub fn count_to(count: u32) -> Vec<u32> {
    (0..count).collect()
}
