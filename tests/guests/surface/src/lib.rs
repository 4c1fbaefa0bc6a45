//! What Python sees of a guest's exports, beyond what `conformance` and `values` have.
//!
//! `tests/integration/test_surface_*.py` says what each is for.

use wasm_bindgen::prelude::*;
use wasm_bindgen::Clamped;

pub use surface_helper::Gadget;

mod javascript;
mod members;
#[cfg(feature = "extends")]
mod extends;
#[cfg(feature = "namespaces")]
mod namespaces;
#[cfg(feature = "twins")]
mod twins;

#[wasm_bindgen]
extern "C" {
    fn record(line: &str);
}

#[wasm_bindgen]
pub fn echo_clamped(bytes: Clamped<Vec<u8>>) -> Clamped<Vec<u8>> {
    bytes
}

#[wasm_bindgen]
pub fn pointer_plus(pointer: *mut u8, offset: usize) -> *mut u8 {
    pointer.wrapping_add(offset)
}

#[wasm_bindgen]
pub fn echo_non_null(pointer: std::ptr::NonNull<u32>) -> std::ptr::NonNull<u32> {
    pointer
}

#[wasm_bindgen]
pub fn echo_option_non_null(
    pointer: Option<std::ptr::NonNull<u32>>,
) -> Option<std::ptr::NonNull<u32>> {
    pointer
}

/// Takes the gadgets in, heaviest last.
#[wasm_bindgen]
pub fn sort_gadgets(mut gadgets: Vec<Gadget>) -> Vec<Gadget> {
    gadgets.sort_by_key(|gadget| gadget.weight);
    gadgets
}

#[wasm_bindgen]
pub fn join(parts: Vec<String>, between: &str) -> String {
    parts.join(between)
}
