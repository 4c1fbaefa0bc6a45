//! `JsValue`: what it says of itself, and its conversions.

use wasm_bindgen::prelude::*;

use crate::{first_line, log};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = value)]
    fn value(name: &str) -> JsValue;
    #[wasm_bindgen(js_name = echo)]
    fn echo(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = echo)]
    fn echo_owned(value: JsValue) -> JsValue;
    #[wasm_bindgen(js_name = same)]
    fn same(left: &JsValue, right: &JsValue) -> bool;
    #[wasm_bindgen(js_name = show)]
    fn show(value: &JsValue) -> String;
    #[wasm_bindgen(js_name = nothing)]
    fn nothing() -> JsValue;
}

pub(crate) const PRIMITIVES: [&str; 20] = [
    "undefined",
    "null",
    "true",
    "false",
    "zero",
    "negative zero",
    "one",
    "half",
    "minus",
    "large",
    "nan",
    "infinity",
    "empty text",
    "text zero",
    "text number",
    "text hex",
    "text",
    "big zero",
    "big minus",
    "big huge",
];

const OBJECTS: [&str; 9] = [
    "array",
    "empty array",
    "object",
    "empty object",
    "function",
    "bare function",
    "symbol",
    "shape",
    "square",
];

pub(crate) fn made(name: &str) -> JsValue {
    value(name)
}

fn everything() -> impl Iterator<Item = &'static str> {
    PRIMITIVES.iter().chain(&OBJECTS).copied()
}

#[wasm_bindgen]
pub fn case_value_typeof() {
    for name in everything() {
        log!("{} {:?}", name, value(name).js_typeof().as_string());
    }
}

#[wasm_bindgen]
pub fn case_value_tests() {
    for name in everything() {
        let value = value(name);
        log!(
            "{} null {} undefined {} string {} symbol {} object {} function {}",
            name,
            value.is_null(),
            value.is_undefined(),
            value.is_string(),
            value.is_symbol(),
            value.is_object(),
            value.is_function()
        );
    }
}

#[wasm_bindgen]
pub fn case_value_is_bigint() {
    for name in everything() {
        log!("{} {}", name, value(name).is_bigint());
    }
}

#[wasm_bindgen]
pub fn case_value_truthiness() {
    for name in everything() {
        let value = value(name);
        log!(
            "{} {} {} {}",
            name,
            value.is_truthy(),
            value.is_falsy(),
            !&value
        );
    }
}

#[wasm_bindgen]
pub fn case_value_as_number() {
    for name in everything() {
        log!("{} {:?}", name, value(name).as_f64());
    }
}

#[wasm_bindgen]
pub fn case_value_as_text() {
    for name in everything() {
        log!("{} {:?}", name, value(name).as_string());
    }
}

#[wasm_bindgen]
pub fn case_value_as_bool() {
    for name in everything() {
        log!("{} {:?}", name, value(name).as_bool());
    }
}

#[wasm_bindgen]
pub fn case_value_debug_text_of_primitives() {
    for name in PRIMITIVES {
        if !name.starts_with("big") {
            log!("{} {:?}", name, value(name));
        }
    }
}

#[wasm_bindgen]
pub fn case_value_debug_text_of_bigints() {
    for name in ["big zero", "big minus", "big huge"] {
        log!("{} {:?}", name, value(name));
    }
}

#[wasm_bindgen]
pub fn case_value_debug_text_of_arrays() {
    log!("{:?} {:?}", value("array"), value("empty array"));
}

#[wasm_bindgen]
pub fn case_value_debug_text_of_objects() {
    log!("{:?} {:?}", value("object"), value("empty object"));
}

#[wasm_bindgen]
pub fn case_value_debug_text_of_class_objects() {
    log!("{:?}", value("shape"));
}

#[wasm_bindgen]
pub fn case_value_debug_text_of_functions() {
    log!("{:?}", value("function"));
}

#[wasm_bindgen]
pub fn case_value_debug_text_of_symbols() {
    log!("{:?}", value("symbol"));
    log!("{:?}", JsValue::symbol(Some("made in Rust")));
    log!("{:?}", JsValue::symbol(None));
}

#[wasm_bindgen]
pub fn case_value_debug_text_of_errors() {
    log!("{}", first_line(&value("error")));
    log!("{}", first_line(&JsError::new("a JsError").into()));
}

#[wasm_bindgen]
pub fn case_value_round_trip() {
    for name in everything() {
        let before = value(name);
        let after = echo(&before);
        log!("{} {} {}", name, same(&before, &after), before == after);
        log!("{} {}", name, same(&before, &echo_owned(before.clone())));
    }
}

#[wasm_bindgen]
pub fn case_value_clones() {
    let first = value("object");
    let second = first.clone();
    let third = second.clone();
    drop(first);
    log!("{} {}", same(&second, &third), second == third);
}

#[wasm_bindgen]
pub fn case_value_constants() {
    log!("{}", same(&JsValue::UNDEFINED, &nothing()));
    log!("{}", same(&JsValue::NULL, &value("null")));
    log!(
        "{} {}",
        same(&JsValue::TRUE, &value("true")),
        same(&JsValue::FALSE, &value("false"))
    );
    for value in [
        JsValue::UNDEFINED,
        JsValue::NULL,
        JsValue::TRUE,
        JsValue::FALSE,
    ] {
        log!("{}", show(&value));
    }
}

#[wasm_bindgen]
pub fn case_value_from_rust() {
    log!("{:?} {:?}", JsValue::from(true), JsValue::from(1u8));
    log!("{:?} {:?}", JsValue::from(-5i32), JsValue::from(u32::MAX));
    log!("{:?} {:?}", JsValue::from_f64(-0.0), JsValue::from(0.1f32));
    log!(
        "{:?} {:?}",
        JsValue::from("text"),
        JsValue::from(&String::from("c"))
    );
    log!("{:?}", JsValue::from(Some("some")));
    log!("{:?}", JsValue::from(None::<&str>));
}

#[wasm_bindgen]
pub fn case_value_bigints_from_rust() {
    for value in [
        JsValue::from(0u64),
        JsValue::from(-1i64),
        JsValue::from(u64::MAX),
        JsValue::from(i64::MIN),
        JsValue::from(-1i128),
        JsValue::from(i128::MIN),
        JsValue::from(u128::MAX),
        JsValue::from(1u128 << 64),
    ] {
        log!("{} {}", show(&value), value.is_bigint());
    }
}

#[wasm_bindgen]
pub fn case_value_bigint_from_text() {
    for text in [
        "0",
        "123456789012345678901234567890",
        "-7",
        "0xff",
        "",
        " 5 ",
    ] {
        let value = JsValue::bigint_from_str(text);
        log!("{} {}", show(&value), value.is_bigint());
    }
}

#[wasm_bindgen]
pub fn case_value_try_into_i64() {
    for value in [
        JsValue::from(5u64),
        JsValue::from(-5i64),
        JsValue::from(u64::MAX),
        JsValue::from(1i128 << 64),
        JsValue::from(5),
        JsValue::from_str("5"),
    ] {
        log!(
            "{:?} {:?}",
            i64::try_from(value.clone()).ok(),
            u64::try_from(value).ok()
        );
    }
}

#[wasm_bindgen]
pub fn case_value_try_into_i128() {
    for value in [
        JsValue::from(5u64),
        JsValue::from(-5i64),
        JsValue::from(i128::MIN),
        JsValue::from(u128::MAX),
        JsValue::from(5),
    ] {
        log!(
            "{:?} {:?}",
            i128::try_from(value.clone()).ok(),
            u128::try_from(value).ok()
        );
    }
}

#[wasm_bindgen]
pub fn case_value_try_into_f64() {
    for name in PRIMITIVES {
        let number = f64::try_from(value(name));
        log!("{} {:?}", name, number.map_err(|error| first_line(&error)));
    }
}

#[wasm_bindgen]
pub fn case_value_try_into_f64_of_objects() {
    for name in ["array", "empty array", "object", "symbol"] {
        let number = f64::try_from(value(name));
        log!("{} {:?}", name, number.is_err() || number.unwrap().is_nan());
    }
}

#[cfg(feature = "modern")]
#[wasm_bindgen]
pub fn case_value_try_into_string() {
    for name in ["text", "one", "null", "object"] {
        let text = String::try_from(value(name));
        log!(
            "{} {:?}",
            name,
            text.map_err(|error| error.js_typeof().as_string())
        );
    }
}

#[wasm_bindgen]
pub fn case_value_symbols() {
    let first = JsValue::symbol(Some("name"));
    let second = JsValue::symbol(Some("name"));
    log!("{} {}", first == second, first == first.clone());
    log!("{} {}", first.is_symbol(), same(&first, &echo(&first)));
}

#[wasm_bindgen]
pub fn case_value_equality() {
    for left in everything() {
        let (left, mut strict, mut loose) = (value(left), String::new(), String::new());
        for right in everything() {
            let right = value(right);
            strict.push(if left == right { '1' } else { '0' });
            loose.push(if left.loose_eq(&right) { '1' } else { '0' });
        }
        log!("{} {}", strict, loose);
    }
}

#[wasm_bindgen]
pub fn case_value_equality_with_rust() {
    log!("{} {}", value("text") == "text", value("text") == "other");
    log!("{} {}", value("one") == 1.0, value("text zero") == 0.0);
    log!("{} {}", value("true") == true, value("one") == true);
    let nan = f64::NAN;
    log!("{}", value("nan") == nan);
}

#[wasm_bindgen]
pub fn case_value_in() {
    let object = value("object");
    for key in ["a", "b", "missing", "c"] {
        log!("{} {}", key, JsValue::from_str(key).js_in(&object));
    }
    let array = value("array");
    for index in [0.0, 3.0, 4.0, -1.0, 0.5] {
        log!("{} {}", index, JsValue::from(index).js_in(&array));
    }
    log!("{}", JsValue::from_str("length").js_in(&array));
    log!("{}", JsValue::from_str("size").js_in(&value("shape")));
    log!("{}", JsValue::from_str("area").js_in(&value("shape")));
}
