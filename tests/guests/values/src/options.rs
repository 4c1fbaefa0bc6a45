//! `Option` of everything, both ways, as in `scalars`.

use wasm_bindgen::prelude::*;

use crate::scalars::{both_ways, Colour, Level};

// `Option<JsValue>` came after 0.2.100; an imported type without a class of its own is the same
// on the wire.
#[cfg(feature = "option_js")]
use wasm_bindgen::JsValue as AnyValue;

#[cfg(not(feature = "option_js"))]
#[wasm_bindgen]
extern "C" {
    pub type AnyValue;
}

both_ways!(
    Option<i8>,
    echo_option_i8,
    call_host_option_i8,
    host_option_i8
);
both_ways!(
    Option<u8>,
    echo_option_u8,
    call_host_option_u8,
    host_option_u8
);
both_ways!(
    Option<i16>,
    echo_option_i16,
    call_host_option_i16,
    host_option_i16
);
both_ways!(
    Option<u16>,
    echo_option_u16,
    call_host_option_u16,
    host_option_u16
);
both_ways!(
    Option<i32>,
    echo_option_i32,
    call_host_option_i32,
    host_option_i32
);
both_ways!(
    Option<u32>,
    echo_option_u32,
    call_host_option_u32,
    host_option_u32
);
both_ways!(
    Option<i64>,
    echo_option_i64,
    call_host_option_i64,
    host_option_i64
);
both_ways!(
    Option<u64>,
    echo_option_u64,
    call_host_option_u64,
    host_option_u64
);
both_ways!(
    Option<isize>,
    echo_option_isize,
    call_host_option_isize,
    host_option_isize
);
both_ways!(
    Option<usize>,
    echo_option_usize,
    call_host_option_usize,
    host_option_usize
);
both_ways!(
    Option<f32>,
    echo_option_f32,
    call_host_option_f32,
    host_option_f32
);
both_ways!(
    Option<f64>,
    echo_option_f64,
    call_host_option_f64,
    host_option_f64
);
both_ways!(
    Option<bool>,
    echo_option_bool,
    call_host_option_bool,
    host_option_bool
);
both_ways!(
    Option<char>,
    echo_option_char,
    call_host_option_char,
    host_option_char
);
both_ways!(
    Option<String>,
    echo_option_string,
    call_host_option_string,
    host_option_string
);
both_ways!(
    Option<Vec<u8>>,
    echo_option_vec_u8,
    call_host_option_vec_u8,
    host_option_vec_u8
);
both_ways!(
    Option<Vec<f64>>,
    echo_option_vec_f64,
    call_host_option_vec_f64,
    host_option_vec_f64
);
both_ways!(
    Option<AnyValue>,
    echo_option_js,
    call_host_option_js,
    host_option_js
);
both_ways!(
    Option<Colour>,
    echo_option_colour,
    call_host_option_colour,
    host_option_colour
);
both_ways!(
    Option<Level>,
    echo_option_level,
    call_host_option_level,
    host_option_level
);

#[wasm_bindgen]
extern "C" {
    fn host_option_str(value: Option<&str>) -> Option<String>;
    fn host_option_slice(value: Option<&[u32]>) -> Option<Vec<u32>>;
}

/// `Option<&str>` to the host; an empty `Some` is not `None`.
#[wasm_bindgen]
pub fn call_host_option_str(value: Option<String>) -> Option<String> {
    host_option_str(value.as_deref())
}

#[wasm_bindgen]
pub fn call_host_option_slice(value: Option<Vec<u32>>) -> Option<Vec<u32>> {
    host_option_slice(value.as_deref())
}

/// Writes down what Rust sees in four options.
#[wasm_bindgen]
pub fn show_options(a: Option<u8>, b: Option<u32>, c: Option<f64>, d: Option<String>) -> String {
    format!("{a:?} {b:?} {c:?} {d:?}")
}
