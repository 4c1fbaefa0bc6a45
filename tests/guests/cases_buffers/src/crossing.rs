//! Typed arrays that a guest makes of its own slices and vectors, and gets back.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen::{Clamped, JsCast};

use crate::{get, log, show};

#[wasm_bindgen]
pub fn case_vectors_as_values() {
    let values: [JsValue; 11] = [
        vec![1u8, 255].into(),
        vec![1i8, -1].into(),
        vec![1u16, 65535].into(),
        vec![1i16, -1].into(),
        vec![1u32, u32::MAX].into(),
        vec![1i32, -1].into(),
        vec![1u64, u64::MAX].into(),
        vec![1i64, -1].into(),
        vec![1.5f32].into(),
        vec![1.5f64, f64::NAN].into(),
        Vec::<u8>::new().into(),
    ];
    for value in values {
        log!("{} {} {value:?}", show(&value), show(get(&value, "byteLength")));
        log!("{}", show(get(&value, "buffer")));
    }
}

#[wasm_bindgen]
pub fn case_vectors_are_copies() {
    let value: JsValue = vec![1u8, 2].into();
    let array: Uint8Array = value.dyn_into().unwrap();
    array.set_index(0, 9);
    log!("{} {:?}", show(&array), array.to_vec());
    log!("{}", show(get(&array, "byteOffset")));
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Array, js_name = from)]
    fn listed(bytes: &[u8]) -> Array;
    #[wasm_bindgen(js_namespace = Array, js_name = from)]
    fn listed_owned(words: Vec<i16>) -> Array;
    #[wasm_bindgen(js_namespace = Array, js_name = from)]
    fn listed_bigints(words: &[u64]) -> Array;
    #[wasm_bindgen(js_namespace = Array, js_name = from)]
    fn listed_clamped(bytes: Clamped<&[u8]>) -> Array;
    #[wasm_bindgen(js_namespace = Uint8Array, js_name = from)]
    fn copied(bytes: &[u8]) -> Vec<u8>;
    #[wasm_bindgen(js_namespace = Float32Array, js_name = of)]
    fn floats(a: f64, b: f64) -> Vec<f32>;
}

#[wasm_bindgen]
pub fn case_slices_as_arguments() {
    log!("{}", show(listed(&[1, 2, 255])));
    log!("{}", show(listed_owned(vec![1, -1])));
    log!("{}", show(listed_bigints(&[1, u64::MAX])));
    log!("{}", show(listed_clamped(Clamped(&[1, 2]))));
    log!("{:?}", copied(&[3, 4]));
    log!("{:?}", floats(1.5, 1.1));
}
