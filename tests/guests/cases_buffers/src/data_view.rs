//! DataView.

use js_sys::{ArrayBuffer, DataView, SharedArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::{get, global, invoke, list, log, new, outcome, show, NULL, UNDEFINED};

fn view() -> DataView {
    let bytes = [1u8, 0x80, 0xff, 0x7f, 0, 0xc0, 0x3f, 0xf0, 9, 8];
    DataView::new(&Uint8Array::from(&bytes[..]).buffer(), 1, 8)
}

#[wasm_bindgen]
pub fn case_data_view_new() {
    let buffer = ArrayBuffer::new(8);
    let made = view();
    log!("{} {} {}", made.byte_length(), made.byte_offset(), show(made.buffer()));
    let shared = DataView::new_with_shared_array_buffer(&SharedArrayBuffer::new(2), 1, 1);
    log!("{} {}", shared.byte_length(), shared.byte_offset());
    for arguments in [
        list![&buffer],
        list![&buffer, 8],
        list![&buffer, 9],
        list![&buffer, -1],
        list![&buffer, 1, 9],
        list![&buffer, 1, -1],
        list![&buffer, 1, UNDEFINED],
        list![&buffer, "2", "3"],
        list![1],
        list![],
        list![Uint8Array::new(&buffer)],
    ] {
        let made = new("DataView", arguments);
        log!("{}", outcome(made.map(|view| get(&view, "byteLength"))));
    }
    log!("{}", outcome(js_sys::Function::from(global("DataView")).call1(&UNDEFINED, &buffer)));
}

#[wasm_bindgen]
pub fn case_data_view_getters() {
    let view = view();
    log!("{} {}", view.get_int8(0), view.get_uint8(0));
    log!("{} {}", view.get_int16(0), view.get_uint16(0));
    log!("{} {}", view.get_int16_endian(0, true), view.get_uint16_endian(0, true));
    log!("{} {}", view.get_int16_endian(0, false), view.get_uint16_endian(0, false));
    log!("{} {}", view.get_int32(1), view.get_uint32(1));
    log!("{} {}", view.get_int32_endian(1, true), view.get_uint32_endian(1, true));
    log!("{:?} {:?}", view.get_float32(3), view.get_float32_endian(3, true));
    log!("{:?} {:?}", view.get_float64(0), view.get_float64_endian(0, true));
    log!("{}", outcome(invoke(&view, "getBigInt64", list![0])));
    log!("{}", outcome(invoke(&view, "getBigUint64", list![0, true])));
}

#[wasm_bindgen]
pub fn case_data_view_setters() {
    let view = DataView::new(&ArrayBuffer::new(8), 0, 8);
    let shown = || show(view.buffer());
    view.set_int8(0, -1);
    view.set_uint8(1, 254);
    view.set_int16(2, -2);
    view.set_uint16(4, 0x1234);
    log!("{}", shown());
    view.set_int16_endian(2, -2, true);
    view.set_uint16_endian(4, 0x1234, true);
    log!("{}", shown());
    view.set_int32(0, -3);
    view.set_uint32(4, 0x12345678);
    log!("{}", shown());
    view.set_int32_endian(0, -3, true);
    view.set_uint32_endian(4, 0x12345678, true);
    log!("{}", shown());
    view.set_float32(0, 1.1);
    view.set_float32_endian(4, 1.1, true);
    log!("{}", shown());
    view.set_float64(0, -1.1);
    log!("{}", shown());
    view.set_float64_endian(0, f64::MAX, true);
    log!("{}", shown());
    log!("{}", outcome(invoke(&view, "setBigInt64", list![0, -2i64])));
    log!("{}", shown());
    log!("{}", outcome(invoke(&view, "setBigUint64", list![0, 258i64, true])));
    log!("{}", shown());
}

#[wasm_bindgen]
pub fn case_data_view_edges() {
    let view = DataView::new(&ArrayBuffer::new(4), 0, 4);
    for arguments in [list![4], list![-1], list![f64::INFINITY], list![f64::NAN], list!["1"], list![]] {
        log!("{} {}", show(&arguments), outcome(invoke(&view, "getInt8", arguments)));
    }
    log!("{}", outcome(invoke(&view, "getInt32", list![1])));
    log!("{}", outcome(invoke(&view, "setInt32", list![1, 1])));
    log!("{}", outcome(invoke(&view, "getFloat64", list![0])));
    for value in [
        JsValue::from(300),
        JsValue::from(-1.5),
        JsValue::from("3"),
        NULL,
        UNDEFINED,
        JsValue::from(1i64),
        list![7].into(),
    ] {
        log!("{} {}", outcome(invoke(&view, "setInt8", list![0, &value])), view.get_int8(0));
    }
    for flag in [NULL, UNDEFINED, JsValue::from(""), JsValue::from("x"), JsValue::from(0), list![].into()] {
        view.set_uint16(0, 1);
        log!("{}", outcome(invoke(&view, "getUint16", list![0, flag])));
    }
    let get_int8 = js_sys::Function::from(get(&view, "getInt8"));
    log!("{}", outcome(get_int8.call1(&UNDEFINED, &0.into())));
    log!("{}", outcome(get_int8.call1(&list![], &0.into())));
}
