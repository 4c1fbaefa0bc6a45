//! Atomics.

use js_sys::{Atomics, BigInt64Array, Int32Array, Int8Array, SharedArrayBuffer};
use wasm_bindgen::prelude::*;

use crate::{get, global, invoke, list, log, new, outcome, show, UNDEFINED};

fn call(name: &str, arguments: js_sys::Array) -> String {
    outcome(invoke(&global("Atomics"), name, arguments))
}

#[wasm_bindgen]
pub fn case_atomics_typed() {
    let array = Int32Array::from(&[6, 5][..]);
    log!("{:?} {}", Atomics::add(&array, 0, 3), show(&array));
    log!("{:?} {}", Atomics::sub(&array, 0, 4), show(&array));
    log!("{:?} {}", Atomics::and(&array, 0, 4), show(&array));
    log!("{:?} {}", Atomics::or(&array, 0, 3), show(&array));
    log!("{:?} {}", Atomics::xor(&array, 0, 5), show(&array));
    log!("{:?} {}", Atomics::exchange(&array, 1, -9), show(&array));
    log!("{:?} {}", Atomics::compare_exchange(&array, 1, 0, 1), show(&array));
    log!("{:?} {}", Atomics::compare_exchange(&array, 1, -9, 1), show(&array));
    log!("{:?} {}", Atomics::load(&array, 1), show(&array));
    log!("{:?} {}", Atomics::store(&array, 1, 77), show(&array));
    log!("{:?}", Atomics::notify(&array, 0));
    log!("{:?}", Atomics::notify_with_count(&array, 0, 1));
    let free: Vec<_> = [1, 2, 3, 4, 8, 16].map(Atomics::is_lock_free).to_vec();
    log!("{free:?}");
    for index in [2, 9] {
        log!("{}", Atomics::load(&array, index).map_err(|e| crate::text(&e)).unwrap_err());
    }
}

#[wasm_bindgen]
pub fn case_atomics_wrap() {
    let array: JsValue = Int8Array::from(&[120i8][..]).into();
    log!("{} {}", call("add", list![&array, 0, 300]), show(&array));
    log!("{} {}", call("store", list![&array, 0, 300]), show(&array));
    log!("{} {}", call("store", list![&array, 0, -0.0]), show(&array));
    log!("{} {}", call("store", list![&array, 0, 1.9]), show(&array));
    log!("{} {}", call("store", list![&array, 0, f64::INFINITY]), show(&array));
    log!("{} {}", call("exchange", list![&array, 0, "5"]), show(&array));
    log!("{} {}", call("compareExchange", list![&array, 0, 261, 3]), show(&array));
    log!("{} {}", call("add", list![&array]), show(&array));
}

#[wasm_bindgen]
pub fn case_atomics_bigints() {
    let array: JsValue = BigInt64Array::from(&[5i64][..]).into();
    log!("{} {}", call("add", list![&array, 0, i64::MAX]), show(&array));
    log!("{} {}", call("and", list![&array, 0, 255i64]), show(&array));
    log!("{} {}", call("store", list![&array, 0, u64::MAX]), show(&array));
    log!("{} {}", call("compareExchange", list![&array, 0, -1i64, 9i64]), show(&array));
    log!("{}", call("load", list![&array, 0]));
    log!("{}", call("add", list![&array, 0, 1.5]));
    log!("{}", call("add", list![Int32Array::new_with_length(1), 0, 1i64]));
}

#[wasm_bindgen]
pub fn case_atomics_refuse() {
    let others = ["Float64Array", "Float32Array", "Uint8ClampedArray"];
    for target in others {
        log!("{}", call("add", list![new(target, list![1]).unwrap(), 0, 1]));
    }
    log!("{}", call("add", list![list![1], 0, 1]));
    log!("{}", call("add", list![js_sys::Object::new(), 0, 1]));
    log!("{}", call("add", list![Int8Array::new_with_length(1), 1, 1]));
    log!("{}", call("add", list![Int8Array::new_with_length(1), -1, 1]));
    log!("{}", call("notify", list![Int8Array::new_with_length(1), 0]));
    log!("{}", call("notify", list![new("Float64Array", list![1]).unwrap(), 0]));
    log!("{}", call("load", list![Int32Array::new_with_length(1)]));
    log!("{}", show(get(&global("Atomics"), "load")));
}

#[wasm_bindgen]
pub fn case_atomics_wait() {
    let own = Int32Array::new_with_length(1);
    let shared = Int32Array::new(&SharedArrayBuffer::new(4));
    log!("{}", call("wait", list![&own, 0, 0]));
    log!("{}", call("wait", list![&shared, 0, 1]));
    log!("{}", call("wait", list![&shared, 0, 0, 0]));
    log!("{}", call("wait", list![&shared, 0, 0, -5]));
    log!("{}", call("wait", list![Int8Array::new_with_length(1), 0, 0]));
    log!("{}", call("notify", list![&shared, 0, -1]));
    log!("{}", call("notify", list![&shared, 0, UNDEFINED]));
    log!("{}", call("waitAsync", list![&own, 0, 0]));
    let answer = invoke(&global("Atomics"), "waitAsync", list![&shared, 0, 1]).unwrap();
    log!("{} {}", show(get(&answer, "async")), show(get(&answer, "value")));
    let answer = invoke(&global("Atomics"), "waitAsync", list![&shared, 0, 0, 0]).unwrap();
    log!("{} {}", show(get(&answer, "async")), show(get(&answer, "value")));
}
