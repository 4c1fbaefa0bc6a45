//! `Crypto`: how much it gives, and to whom.

use crate::{log, outcome};
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Crypto;

pub(crate) fn crypto() -> Crypto {
    Reflect::get(&js_sys::global(), &"crypto".into()).unwrap().unchecked_into()
}

fn fill(array: &JsValue) -> Result<JsValue, JsValue> {
    let method: js_sys::Function =
        Reflect::get(&crypto(), &"getRandomValues".into()).unwrap().unchecked_into();
    method.call1(&crypto(), array)
}

#[wasm_bindgen]
pub fn case_crypto_fills_what_it_is_given() {
    let given = Uint8Array::new_with_length(64);
    let returned = fill(&given).unwrap();
    log!("the same: {}", js_sys::Object::is(&returned, &given));
    log!("changed: {}", given.to_vec().iter().any(|&byte| byte != 0));
    let whole = Uint8Array::new_with_length(64);
    fill(&whole.subarray(16, 48)).unwrap();
    let bytes = whole.to_vec();
    log!("left alone: {}", bytes[..16].iter().chain(&bytes[48..]).all(|&byte| byte == 0));
    log!("changed: {}", bytes[16..48].iter().any(|&byte| byte != 0));
}

#[wasm_bindgen]
pub fn case_crypto_fills_the_guests_memory() {
    let mut bytes = [0; 64];
    crypto().get_random_values_with_u8_array(&mut bytes[16..48]).unwrap();
    log!("changed: {}", bytes[16..48].iter().any(|&byte| byte != 0));
    log!("left alone: {}", bytes[..16].iter().chain(&bytes[48..]).all(|&byte| byte == 0));
    let bytes = std::hint::black_box([0; 64]);
    let view = unsafe { Uint8Array::view(&bytes) };
    crypto().get_random_values_with_array_buffer_view(&view.into()).unwrap();
    log!("changed by a view: {}", std::hint::black_box(&bytes).iter().any(|&byte| byte != 0));
}

#[wasm_bindgen]
pub fn case_crypto_takes_arrays_of_integers() {
    for name in [
        "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array",
        "Uint32Array", "BigInt64Array", "BigUint64Array", "Float32Array", "Float64Array",
    ] {
        let class = Reflect::get(&js_sys::global(), &name.into()).unwrap();
        let made = Reflect::construct(class.unchecked_ref::<js_sys::Function>(), &Array::of1(&4.into())).unwrap();
        log!("{name}: {}", outcome(fill(&made).map(|_| JsValue::from("filled"))));
    }
    let buffer = js_sys::ArrayBuffer::new(4);
    log!("buffer: {}", outcome(fill(&buffer)));
    log!("view: {}", outcome(fill(&js_sys::DataView::new(&buffer, 0, 4))));
    log!("array: {}", outcome(fill(&Array::of1(&0.into()))));
    log!("nothing: {}", outcome(fill(&JsValue::NULL)));
}

#[wasm_bindgen]
pub fn case_crypto_has_a_quota() {
    for length in [0, 1, 65_535, 65_536, 65_537, 100_000] {
        let filled = fill(&Uint8Array::new_with_length(length));
        log!("{length}: {}", outcome(filled.map(|_| JsValue::from("filled"))));
    }
    let wide = js_sys::Uint32Array::new_with_length(16_385);
    log!("by bytes: {}", outcome(fill(&wide)));
    let error = fill(&Uint8Array::new_with_length(65_537)).unwrap_err();
    let error: web_sys::DomException = error.dyn_into().unwrap();
    log!("{} {} {}", error.name(), error.code(), error.message());
}

#[wasm_bindgen]
pub fn case_crypto_uuids() {
    let (first, second) = (crypto().random_uuid(), crypto().random_uuid());
    let shape: String = first
        .chars()
        .enumerate()
        .map(|(at, each)| match each {
            '-' => '-',
            '4' if at == 14 => '4',
            '8' | '9' | 'a' | 'b' if at == 19 => 'v',
            '0'..='9' | 'a'..='f' => 'x',
            _ => '?',
        })
        .collect();
    log!("{shape} {}", first != second);
}
