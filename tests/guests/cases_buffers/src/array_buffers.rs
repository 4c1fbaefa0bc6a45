//! ArrayBuffer and SharedArrayBuffer.

use js_sys::{ArrayBuffer, Reflect, SharedArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

use crate::{array_of, get, global, invoke, list, log, new, object, outcome, show, NULL, UNDEFINED};

#[wasm_bindgen]
pub fn case_array_buffer_new() {
    let buffer = ArrayBuffer::new(5);
    log!("{} {}", buffer.byte_length(), show(&buffer));
    log!("{}", ArrayBuffer::new(0).byte_length());
    for length in [
        JsValue::from(-1),
        JsValue::from(1.7),
        JsValue::from("5"),
        UNDEFINED,
        NULL,
        JsValue::from(f64::NAN),
        JsValue::from(f64::INFINITY),
        JsValue::from(2f64.powi(53)),
        JsValue::from(true),
        JsValue::from(5i64),
    ] {
        log!("{} {}", show(&length), outcome(new("ArrayBuffer", list![&length])));
    }
    let called = js_sys::Function::from(global("ArrayBuffer")).call1(&UNDEFINED, &3.into());
    log!("{}", outcome(called));
}

#[wasm_bindgen]
pub fn case_array_buffer_slice() {
    let buffer = Uint8Array::from(&[0u8, 1, 2, 3, 4, 5, 6, 7][..]).buffer();
    log!("{}", show(buffer.slice(6)));
    log!("{}", show(buffer.slice_with_end(2, 4)));
    for (start, end) in [(-3, 8), (2, -2), (6, 2), (0, 100), (-100, 3), (8, 9)] {
        log!("{start} {end} {}", outcome(invoke(&buffer, "slice", list![start, end])));
    }
    log!("{}", outcome(invoke(&buffer, "slice", list![])));
    log!("{}", outcome(invoke(&buffer, "slice", list![NULL, UNDEFINED])));
    let copy = buffer.slice(0);
    Uint8Array::new(&copy).set_index(0, 9);
    log!("{} {}", show(&buffer), show(&copy));
}

#[wasm_bindgen]
pub fn case_array_buffer_is_view() {
    let buffer = ArrayBuffer::new(2);
    log!("{}", ArrayBuffer::is_view(&buffer));
    log!("{}", ArrayBuffer::is_view(&Uint8Array::new(&buffer)));
    log!("{}", ArrayBuffer::is_view(&js_sys::DataView::new(&buffer, 0, 2)));
    log!("{}", ArrayBuffer::is_view(&JsValue::from(4)));
    log!("{}", ArrayBuffer::is_view(&UNDEFINED));
    log!("{}", ArrayBuffer::is_view(&js_sys::Object::new()));
}

#[wasm_bindgen]
pub fn case_array_buffer_resizable() {
    let buffer = new("ArrayBuffer", list![4, object! { maxByteLength: 8 }]).unwrap();
    log!("{} {}", show(get(&buffer, "resizable")), show(get(&buffer, "maxByteLength")));
    let whole = Uint8Array::new(&buffer);
    whole.fill(7, 0, 4);
    let fixed = Uint8Array::new_with_byte_offset_and_length(&buffer, 2, 2);
    for size in [8, 6, 3, 5, 9, -1, 0, 8] {
        let result = invoke(&buffer, "resize", list![size]);
        log!(
            "{size} {} {} {} {}",
            outcome(result),
            show(&buffer),
            show(&whole),
            fixed.length()
        );
        log!("{} {}", fixed.byte_offset(), fixed.byte_length());
    }
    log!("{}", outcome(invoke(&ArrayBuffer::new(4), "resize", list![2])));
    log!("{}", show(get(&ArrayBuffer::new(4), "resizable")));
    log!("{}", show(get(&ArrayBuffer::new(4), "maxByteLength")));
}

#[wasm_bindgen]
pub fn case_array_buffer_resizable_options() {
    for options in [
        object! { maxByteLength: 2 },
        object! { maxByteLength: -2 },
        object! { maxByteLength: UNDEFINED },
        object! {},
        NULL,
        JsValue::from(3),
    ] {
        let made = new("ArrayBuffer", list![4, &options]);
        log!("{}", outcome(made.map(|buffer| get(&buffer, "resizable"))));
    }
}

#[wasm_bindgen]
pub fn case_views_of_shrunk_buffers() {
    let buffer = new("ArrayBuffer", list![8, object! { maxByteLength: 16 }]).unwrap();
    let bytes = new("Uint8Array", list![&buffer, 4, 4]).unwrap();
    let words = new("Int32Array", list![&buffer, 4]).unwrap();
    let view = new("DataView", list![&buffer, 4, 4]).unwrap();
    invoke(&buffer, "resize", list![6]).unwrap();
    log!("{} {}", show(get(&words, "length")), show(get(&words, "byteOffset")));
    for name in ["fill", "slice", "set", "includes", "join", "at", "sort", "reverse", "keys"] {
        log!("{name} {}", outcome(invoke(&bytes, name, list![js_sys::Array::new()])));
    }
    log!("{}", outcome(invoke(&view, "getInt8", list![0])));
    log!("{}", outcome(Reflect::get(&view, &"byteLength".into())));
    log!("{}", outcome(Reflect::get(&view, &"byteOffset".into())));
    log!("{}", outcome(new("Uint8Array", list![&bytes])));
    invoke(&buffer, "resize", list![16]).unwrap();
    log!("{} {} {}", show(&bytes), show(&words), show(get(&view, "byteLength")));
}

#[wasm_bindgen]
pub fn case_shared_array_buffer() {
    let buffer = SharedArrayBuffer::new(3);
    log!("{} {}", buffer.byte_length(), show(&buffer));
    log!("{}", outcome(invoke(&buffer, "slice", list![1])));
    log!("{} {}", show(buffer.slice(2)), show(buffer.slice_with_end(0, 1)));
    log!("{}", show(get(&buffer, "growable")));
    log!("{}", outcome(invoke(&buffer, "grow", list![4])));
    let growable = new("SharedArrayBuffer", list![2, object! { maxByteLength: 6 }]).unwrap();
    log!("{} {}", show(get(&growable, "growable")), show(get(&growable, "maxByteLength")));
    for size in [4, 4, 3, 7, 6] {
        log!("{size} {} {}", outcome(invoke(&growable, "grow", list![size])), show(&growable));
    }
    log!("{}", growable.is_instance_of::<ArrayBuffer>());
    log!("{}", buffer.is_instance_of::<SharedArrayBuffer>());
}

#[wasm_bindgen]
pub fn case_buffer_receivers() {
    let slice = get(&get(&global("ArrayBuffer"), "prototype"), "slice");
    let slice = js_sys::Function::from(slice);
    for this in [UNDEFINED, NULL, JsValue::from(3), JsValue::from("x"), js_sys::Array::new().into()] {
        log!("{}", outcome(slice.call1(&this, &0.into())));
    }
    log!("{}", outcome(slice.call1(&SharedArrayBuffer::new(1), &0.into())));
    let _ = array_of(&[]);
}

#[wasm_bindgen]
pub fn case_buffer_tags() {
    let to_string = get(&get(&global("Object"), "prototype"), "toString");
    let to_string = js_sys::Function::from(to_string);
    let buffer = ArrayBuffer::new(1);
    let values: [JsValue; 5] = [
        buffer.clone().into(),
        SharedArrayBuffer::new(1).into(),
        Uint8Array::new(&buffer).into(),
        js_sys::DataView::new(&buffer, 0, 1).into(),
        js_sys::Float64Array::new_with_length(1).into(),
    ];
    for value in values {
        log!("{}", outcome(to_string.call0(&value)));
        log!("{value:?}");
    }
}
