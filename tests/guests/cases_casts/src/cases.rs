//! Numbers and strings that become `JsValue`s, told by what can be asked of those.

use crate::record;
use wasm_bindgen::prelude::*;

fn tell(value: JsValue) {
    record!(
        "{:?} {:?} {:?} {:?} {}",
        value.js_typeof().as_string(),
        value.as_f64(),
        value.as_string(),
        value,
        value.is_truthy(),
    );
}

#[wasm_bindgen]
pub fn case_floats() {
    for number in [
        0.0,
        -0.0,
        1.0,
        -1.5,
        0.1,
        4294967296.0,
        9007199254740991.0,
        9007199254740992.0,
        9007199254740993.0,
        1e21,
        1e300,
        5e-324,
        f64::MAX,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ] {
        tell(JsValue::from_f64(number));
    }
    for number in [
        0.1f32,
        -0.0,
        16777216.0,
        f32::MAX,
        f32::MIN_POSITIVE,
        f32::NAN,
    ] {
        tell(JsValue::from(number));
    }
}

#[wasm_bindgen]
pub fn case_small_integers() {
    tell(JsValue::from(i8::MIN));
    tell(JsValue::from(u8::MAX));
    tell(JsValue::from(i16::MIN));
    tell(JsValue::from(u16::MAX));
    tell(JsValue::from(i32::MIN));
    tell(JsValue::from(u32::MAX));
    tell(JsValue::from(isize::MIN));
    tell(JsValue::from(usize::MAX));
}

#[wasm_bindgen]
pub fn case_bigints() {
    for number in [0, 1, -1, i64::MIN, i64::MAX] {
        let value = JsValue::from(number);
        record!(
            "{value:?} {:?} {}",
            i64::try_from(value.clone()).ok(),
            value.is_bigint()
        );
    }
    for number in [0, 1, u64::MAX, 1 << 63] {
        let value = JsValue::from(number);
        record!("{value:?} {:?}", u64::try_from(value.clone()).ok());
        record!("{:?}", i64::try_from(value).ok());
    }
    for number in [0, 1, -1, i128::MIN, i128::MAX, 1 << 64, -(1 << 64)] {
        let value = JsValue::from(number);
        record!("{value:?} {:?}", i128::try_from(value.clone()).ok());
    }
    for number in [0, 1, u128::MAX, 1 << 64, 1 << 127] {
        let value = JsValue::from(number);
        record!("{value:?} {:?}", u128::try_from(value.clone()).ok());
    }
}

#[wasm_bindgen]
pub fn case_bigints_compare() {
    let big = JsValue::from(7i64);
    record!("{}", big == JsValue::from(7u64));
    record!("{}", big == JsValue::from(7i128));
    record!("{}", big == JsValue::from(7i32));
    record!("{}", big.loose_eq(&JsValue::from(7i32)));
    record!("{}", big == 7i64);
    record!("{}", JsValue::from(7.0) == 7i32);
}

#[wasm_bindgen]
pub fn case_strings() {
    let long = "0123456789".repeat(1000);
    for text in [
        "",
        "plain",
        "a\0b",
        "\u{e9} \u{4e16} \u{1f980}",
        "quo\"te\\ and\nline",
        "\u{feff}bom",
    ] {
        tell(JsValue::from_str(text));
        tell(JsValue::from(String::from(text)));
        tell(JsValue::from(&String::from(text)));
    }
    record!("{}", JsValue::from_str(&long).as_string() == Some(long));
}

#[wasm_bindgen]
pub fn case_constants() {
    tell(JsValue::UNDEFINED);
    tell(JsValue::NULL);
    tell(JsValue::from(true));
    tell(JsValue::from(false));
    tell(JsValue::from(None::<f64>));
    tell(JsValue::from(Some(2.5)));
    tell(JsValue::from(None::<String>));
    tell(JsValue::from(Some(String::from("some"))));
    tell(JsValue::from(Some(i64::MAX)));
}

/// A cast in between a cast's own words would confuse whoever counts them.
#[wasm_bindgen]
pub fn case_interleaved() {
    for round in 0..3 {
        let number = JsValue::from_f64(f64::from(round));
        let text = JsValue::from_str(&format!("{:?}", JsValue::from(i64::from(round))));
        let vector = JsValue::from(vec![JsValue::from_f64(0.5), JsValue::from_str("half")]);
        record!("{number:?} {text:?} {vector:?}");
    }
}
