//! The global object and its functions.

use crate::{array, get, log, n, object, outcome, s};
use js_sys::{global, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = isNaN)]
    fn is_nan(value: &JsValue) -> bool;
    #[wasm_bindgen(js_name = parseInt)]
    fn parse_int_any(text: &JsValue, radix: &JsValue) -> f64;
    #[wasm_bindgen(js_name = parseFloat)]
    fn parse_float_any(text: &JsValue) -> f64;

    #[wasm_bindgen(js_name = setByTheGuest, thread_local_v2)]
    static SET_BY_THE_GUEST: Option<Object>;
}

#[wasm_bindgen]
pub fn case_global_object() {
    let object = global();
    log!("{} {}", object.is_object(), get(&object, "record").is_function());
    log!("{}", Object::is(&get(&object, "globalThis"), &object));
    log!("{}", get(&object, "Object").is_function());
    log!("{:?}", get(&object, "surelyNotThere"));
    log!("{}", Reflect::set(&object, &s("setByTheGuest"), &n(5.0)).unwrap());
    log!("{:?}", get(&object, "setByTheGuest"));
    log!("{:?}", SET_BY_THE_GUEST.with(Option::clone).map(JsValue::from));
    log!("{}", Reflect::delete_property(&object, &s("setByTheGuest")).unwrap());
}

#[wasm_bindgen]
pub fn case_is_finite_and_is_nan() {
    for value in [
        n(1.0), n(f64::NAN), n(f64::INFINITY), s("12"), s(""), s("x"), JsValue::NULL,
        JsValue::UNDEFINED, JsValue::TRUE, Object::new().into(), array(&[n(5.0)]).into(),
    ] {
        log!("{:?} {} {}", value, js_sys::is_finite(&value), is_nan(&value));
    }
}

#[wasm_bindgen]
pub fn case_parse_int() {
    for (text, radix) in [
        ("12", 10), ("  -12px", 10), ("0x1F", 16), ("0x1F", 0), ("1F", 16), ("z", 36), ("", 10),
        ("12", 1), ("12", 37), ("102", 2), ("0b1", 0), ("9007199254740993", 10), ("1e3", 10),
        ("-0", 10), ("\u{feff}7", 10),
    ] {
        log!("{text:?} {radix} {:?}", n(js_sys::parse_int(text, radix)));
    }
    log!("{:?}", parse_int_any(&n(15.99), &JsValue::UNDEFINED));
    log!("{:?}", parse_int_any(&JsValue::NULL, &n(36.0)));
    log!("{:?}", parse_int_any(&s("11"), &s("2")));
}

#[wasm_bindgen]
pub fn case_parse_float() {
    for text in ["3.14", "-.5e1x", "  Infinity", "-Infinityx", "", "e3", "1e", "1.2.3", "0x10", ".", "-0"] {
        log!("{text:?} {:?}", n(js_sys::parse_float(text)));
    }
    log!("{:?}", parse_float_any(&array(&[n(1.5), n(2.0)])));
}

#[wasm_bindgen]
pub fn case_encode_uri() {
    for text in ["a b&c=d/e?f#g", "é世🦀", "-_.!~*'();,+$@:", "%20", ""] {
        log!("{}", String::from(js_sys::encode_uri(text)));
        log!("{}", String::from(js_sys::encode_uri_component(text)));
    }
}

#[wasm_bindgen]
pub fn case_decode_uri() {
    for text in ["a%20b%26c", "%C3%A9%e4%b8%96%F0%9F%A6%80", "%2F%3f%23%41", "%", "%4", "%zz", "%C3", "%80", "%ED%A0%80", "é"] {
        log!("{}", outcome(js_sys::decode_uri(text)));
        log!("{}", outcome(js_sys::decode_uri_component(text)));
    }
}

#[wasm_bindgen]
pub fn case_escape() {
    for text in ["a b+c@d*e_f-g.h/i", "é世🦀", "%", ""] {
        log!("{}", String::from(js_sys::escape(text)));
    }
    for text in ["%20%e9%u4e16%uD83E%uDD80", "%", "%u12", "%zz", "%uD83Ex"] {
        log!("{:?}", JsValue::from(js_sys::unescape(text)));
    }
}

#[wasm_bindgen]
pub fn case_namespaces() {
    let reflect = get(&global(), "Reflect");
    log!("{:?} {:?}", JsValue::from(Object::keys(&object(&[]))), reflect);
    log!("{}", reflect.is_object());
}
