//! Scalars both ways. `echo_x(v)` returns `v`; `call_host_x(v)` returns what `host_x(v)` returns.

use wasm_bindgen::prelude::*;

macro_rules! both_ways {
    ($ty:ty, $echo:ident, $call_host:ident, $host:ident) => {
        #[wasm_bindgen]
        extern "C" {
            fn $host(value: $ty) -> $ty;
        }

        #[wasm_bindgen]
        pub fn $echo(value: $ty) -> $ty {
            value
        }

        #[wasm_bindgen]
        pub fn $call_host(value: $ty) -> $ty {
            $host(value)
        }
    };
}
pub(crate) use both_ways;

both_ways!(i8, echo_i8, call_host_i8, host_i8);
both_ways!(u8, echo_u8, call_host_u8, host_u8);
both_ways!(i16, echo_i16, call_host_i16, host_i16);
both_ways!(u16, echo_u16, call_host_u16, host_u16);
both_ways!(i32, echo_i32, call_host_i32, host_i32);
both_ways!(u32, echo_u32, call_host_u32, host_u32);
both_ways!(i64, echo_i64, call_host_i64, host_i64);
both_ways!(u64, echo_u64, call_host_u64, host_u64);
both_ways!(isize, echo_isize, call_host_isize, host_isize);
both_ways!(usize, echo_usize, call_host_usize, host_usize);
both_ways!(f32, echo_f32, call_host_f32, host_f32);
both_ways!(f64, echo_f64, call_host_f64, host_f64);
both_ways!(bool, echo_bool, call_host_bool, host_bool);
both_ways!(char, echo_char, call_host_char, host_char);
both_ways!(Colour, echo_colour, call_host_colour, host_colour);
both_ways!(Level, echo_level, call_host_level, host_level);

/// A C-like enum with a gap.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Colour {
    Red = 0,
    Green = 5,
    Blue = 6,
}

/// A second one, numbered from 10.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Level {
    Low = 10,
    High = 20,
}

/// What Rust made of the number that the host sent: "Red", "Green" or "Blue".
#[wasm_bindgen]
pub fn colour_name(colour: Colour) -> String {
    match colour {
        Colour::Red => "Red",
        Colour::Green => "Green",
        Colour::Blue => "Blue",
    }
    .to_string()
}

/// Nothing in, nothing out.
#[wasm_bindgen]
pub fn nothing() {}

/// Eight arguments of mixed types, written down as Rust sees them.
#[wasm_bindgen]
#[allow(clippy::too_many_arguments)]
pub fn show_scalars(a: i8, b: u16, c: i32, d: u64, e: f32, f: f64, g: bool, h: char) -> String {
    format!("{a} {b} {c} {d} {e} {f} {g} {h}")
}

static BYTES: [u8; 4] = [11, 22, 33, 44];

/// A raw pointer into the guest's memory: four bytes, 11 22 33 44.
#[wasm_bindgen]
pub fn pointer_to_bytes() -> *const u8 {
    BYTES.as_ptr()
}

/// Reads the byte `offset` behind `pointer_to_bytes`, given the pointer back.
#[wasm_bindgen]
pub fn byte_behind(pointer: *const u8, offset: usize) -> u8 {
    assert!(pointer == BYTES.as_ptr() && offset < BYTES.len());
    unsafe { *pointer.add(offset) }
}

#[wasm_bindgen]
pub fn echo_mut_pointer(pointer: *mut u32) -> *mut u32 {
    pointer
}

/// Grows the memory by at least `bytes`, so that a host's old views of it are stale.
#[wasm_bindgen]
pub fn grow_memory(bytes: usize) -> usize {
    let block = vec![1_u8; bytes];
    let sum = block.iter().map(|&byte| usize::from(byte)).sum();
    std::mem::forget(block);
    sum
}
