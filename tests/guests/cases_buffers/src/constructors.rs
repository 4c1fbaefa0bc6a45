//! Constructors of typed arrays, and what they make of any value.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::{get, global, invoke, list, log, new, object, outcome, show, BIGINTS, NULL, NUMBERS, UNDEFINED};

#[wasm_bindgen]
pub fn case_every_constructor() {
    for name in NUMBERS {
        let of_length = new(name, list![2]).unwrap();
        let of_list = new(name, list![list![1, 2, 300]]).unwrap();
        let size = get(&global(name), "BYTES_PER_ELEMENT");
        log!("{} {} {}", show(&of_length), show(&of_list), show(&size));
        log!("{}", show(get(&of_list, "BYTES_PER_ELEMENT")));
        log!("{} {}", show(get(&of_list, "byteLength")), show(get(&global(name), "length")));
    }
    for name in BIGINTS {
        let made = new(name, list![list![1i64, -1i64, "2", true]]).unwrap();
        log!("{} {}", show(&made), show(get(&made, "byteLength")));
    }
}

#[wasm_bindgen]
pub fn case_conversions_to_elements() {
    let values = [
        JsValue::from(-1),
        JsValue::from(1.9),
        JsValue::from(-1.9),
        JsValue::from(2.5),
        JsValue::from(0.5),
        JsValue::from(-0.5),
        JsValue::from(255.5),
        JsValue::from(128),
        JsValue::from(32768),
        JsValue::from(2147483648u32),
        JsValue::from(1e20),
        JsValue::from(-1e20),
        JsValue::from(1e40),
        JsValue::from(1.1),
        JsValue::from(f64::NAN),
        JsValue::from(f64::INFINITY),
        JsValue::from(-f64::INFINITY),
        JsValue::from(-0.0),
        JsValue::from("7"),
        JsValue::from("x"),
        JsValue::from(true),
        UNDEFINED,
        NULL,
        list![].into(),
        list![3].into(),
        js_sys::Object::new().into(),
        JsValue::from(1i64),
        js_sys::Symbol::iterator().into(),
    ];
    for name in NUMBERS {
        for value in &values {
            log!("{name} {} {}", show(value), outcome(new(name, list![list![value]])));
        }
    }
}

#[wasm_bindgen]
pub fn case_conversions_to_bigints() {
    let values = [
        JsValue::from(1),
        JsValue::from(1.5),
        UNDEFINED,
        NULL,
        JsValue::from(true),
        JsValue::from("12"),
        JsValue::from("-0x1"),
        JsValue::from("x"),
        JsValue::from(""),
        JsValue::from(i64::MIN),
        JsValue::from(u64::MAX),
        JsValue::from(1i128 << 65 | 5),
        js_sys::Symbol::iterator().into(),
        list![].into(),
    ];
    for name in BIGINTS {
        for value in &values {
            log!("{name} {} {}", show(value), outcome(new(name, list![list![value]])));
        }
    }
}

#[wasm_bindgen]
pub fn case_lengths() {
    for length in [
        JsValue::from(-1),
        JsValue::from(1.5),
        JsValue::from("2"),
        JsValue::from("x"),
        JsValue::from(2f64.powi(40)),
        JsValue::from(1e21),
        JsValue::from(f64::INFINITY),
        JsValue::from(true),
        UNDEFINED,
        NULL,
        JsValue::from(2i64),
        js_sys::Symbol::iterator().into(),
    ] {
        log!("{} {}", show(&length), outcome(new("Uint8Array", list![&length])));
    }
    log!("{}", outcome(new("Uint8Array", list![])));
    log!("{}", outcome(js_sys::Function::from(global("Int8Array")).call1(&UNDEFINED, &3.into())));
}

#[wasm_bindgen]
pub fn case_parts_of_buffers() {
    let bytes = Uint8Array::from(&[1u8, 2, 3, 4, 5, 6, 7, 8][..]);
    let buffer = bytes.buffer();
    let odd = ArrayBuffer::new(7);
    for arguments in [
        list![&buffer],
        list![&buffer, 2],
        list![&buffer, 8],
        list![&buffer, 2, 2],
        list![&buffer, 2, 3],
        list![&buffer, 2, 4],
        list![&buffer, 1],
        list![&buffer, 10],
        list![&buffer, -2],
        list![&buffer, 2, -1],
        list![&buffer, f64::INFINITY],
        list![&buffer, "2", "1"],
        list![&buffer, UNDEFINED, UNDEFINED],
        list![&buffer, NULL, NULL],
        list![&odd],
        list![&odd, 2],
        list![&odd, 2, 2],
    ] {
        log!("{}", outcome(new("Uint16Array", arguments)));
    }
    let part = new("Uint16Array", list![&buffer, 2, 2]).unwrap();
    log!("{} {}", show(get(&part, "byteOffset")), get(&part, "buffer") == JsValue::from(buffer.clone()));
}

#[wasm_bindgen]
pub fn case_of_other_arrays() {
    let source = js_sys::Float64Array::from(&[1.5, -1.0, 300.0, f64::NAN][..]);
    for name in NUMBERS {
        log!("{}", outcome(new(name, list![&source])));
    }
    log!("{}", outcome(new("BigInt64Array", list![&source])));
    let bigints = js_sys::BigInt64Array::from(&[-1i64, 5][..]);
    log!("{}", outcome(new("BigUint64Array", list![&bigints])));
    log!("{}", outcome(new("Uint8Array", list![&bigints])));
}

#[wasm_bindgen]
pub fn case_of_iterables_and_the_like() {
    let set = js_sys::Set::new(&list![1, 2, 2]);
    let like = object! { length: 2 };
    js_sys::Reflect::set(&like, &0.into(), &5.into()).unwrap();
    for source in [JsValue::from(set), like, js_sys::Object::new().into()] {
        log!("{}", outcome(new("Uint8Array", list![&source])));
        log!("{}", outcome(invoke(&global("Uint8Array"), "from", list![&source])));
    }
    let doubled = Closure::<dyn Fn(f64, u32) -> f64>::new(|value, index| value * 2.0 + index as f64);
    let from = |arguments: Array| invoke(&global("Int16Array"), "from", arguments);
    log!("{}", outcome(from(list![list![1, 2], doubled.as_ref()])));
    log!("{}", outcome(from(list!["123"])));
    log!("{}", outcome(from(list![list![1], 1])));
    log!("{}", outcome(from(list![NULL])));
    log!("{}", outcome(from(list![])));
    log!("{}", outcome(invoke(&global("Uint8Array"), "of", list![1, 2, 300])));
    log!("{}", outcome(invoke(&global("BigInt64Array"), "of", list![1i64, -2i64])));
    log!("{}", outcome(invoke(&global("BigInt64Array"), "of", list![1])));
}

#[wasm_bindgen]
pub fn case_the_abstract_constructor() {
    let constructor = js_sys::Object::get_prototype_of(&global("Uint8Array"));
    log!("{}", show(get(&constructor, "name")));
    log!("{}", outcome(js_sys::Reflect::construct(&js_sys::Function::from(JsValue::from(constructor)), &list![])));
    let prototype = get(&global("Uint8Array"), "prototype");
    let keys = js_sys::Reflect::own_keys(&prototype).unwrap();
    log!("{}", show(keys.includes(&"BYTES_PER_ELEMENT".into(), 0).then(|| JsValue::TRUE).unwrap_or(UNDEFINED)));
}
