//! A module without wasm-bindgen: no section of its, no imports.

/// The sum, wrapping as WebAssembly's `i32.add` does.
#[no_mangle]
pub extern "C" fn add(a: i32, b: i32) -> i32 {
    a.wrapping_add(b)
}

#[no_mangle]
pub extern "C" fn half(x: f64) -> f64 {
    x / 2.0
}
