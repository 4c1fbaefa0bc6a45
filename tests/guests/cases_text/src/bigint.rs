//! BigInt.

use super::{call, call_static, construct, log, n, outcome, s, show, NULL, UNDEFINED};
use js_sys::{Array, BigInt, Object};
use wasm_bindgen::prelude::*;

fn big(text: &str) -> BigInt {
    BigInt::new(&s(text)).unwrap()
}

#[wasm_bindgen]
pub fn case_bigint_new() {
    for value in [
        n(0.0),
        n(-0.0),
        n(-5.0),
        n(9007199254740992.0),
        n(1e21),
        n(1.5),
        n(f64::NAN),
        n(f64::INFINITY),
        s("12"),
        s("  -12\n"),
        s("+7"),
        s(""),
        s("0xff"),
        s("0b101"),
        s("0o17"),
        s("-0xff"),
        s("1.5"),
        s("1e3"),
        s("12n"),
        s("abc"),
        s("1_000"),
        JsValue::TRUE,
        NULL,
        UNDEFINED,
        Object::new().into(),
        Array::of1(&n(3.0)).into(),
        js_sys::Symbol::iterator().into(),
        big("99").into(),
    ] {
        log!("{}", outcome(BigInt::new(&value).map_err(JsValue::from)));
    }
    log!("{}", outcome(construct("BigInt", &[n(1.0)])));
}

#[wasm_bindgen]
pub fn case_bigint_as_int_n() {
    for bits in [0.0, 1.0, 8.0, 64.0, 200.0] {
        for value in [
            "0",
            "1",
            "-1",
            "127",
            "128",
            "255",
            "-129",
            "18446744073709551615",
        ] {
            let value = big(value);
            log!(
                "{bits} {}: {} {}",
                show(&value),
                show(BigInt::as_int_n(bits, &value)),
                show(BigInt::as_uint_n(bits, &value))
            );
        }
    }
    for name in ["asIntN", "asUintN"] {
        log!(
            "{}",
            call_static("BigInt", name, &[n(-1.0), big("1").into()])
        );
        log!(
            "{}",
            call_static("BigInt", name, &[n(9007199254740992.0), big("1").into()])
        );
        log!("{}", call_static("BigInt", name, &[n(8.0), n(1.0)]));
        log!("{}", call_static("BigInt", name, &[n(8.0), s("300")]));
        log!("{}", call_static("BigInt", name, &[n(8.0)]));
    }
    log!(
        "{}",
        call_static("BigInt", "asUintN", &[n(2e9), big("-1").into()])
    );
}

#[wasm_bindgen]
pub fn case_bigint_to_string() {
    for value in ["0", "255", "-255", "123456789012345678901234567890"] {
        for radix in [2, 8, 10, 16, 36] {
            log!(
                "{value} {radix}: {}",
                outcome(big(value).to_string(radix).map_err(JsValue::from))
            );
        }
    }
    log!("{}", outcome(big("1").to_string(1).map_err(JsValue::from)));
    log!("{}", outcome(big("1").to_string(37).map_err(JsValue::from)));
    log!("{}", call("BigInt", "toString", &n(1.0), &[]));
}

#[wasm_bindgen]
pub fn case_bigint_to_locale_string() {
    log!(
        "{}",
        show(big("-1234567890123456789").to_locale_string(&s("en-US"), &UNDEFINED))
    );
    log!(
        "{}",
        show(big("999").to_locale_string(&UNDEFINED, &UNDEFINED))
    );
}

#[wasm_bindgen]
pub fn case_bigint_value_of() {
    log!("{}", show(big("5").value_of(10)));
    log!("{}", call("BigInt", "valueOf", &n(5.0), &[]));
    let boxed = Object::from(JsValue::from(big("5")));
    log!("{}", call("BigInt", "valueOf", &boxed, &[]));
}

#[wasm_bindgen]
pub fn case_bigint_operators() {
    let (left, right) = (big("-123456789012345678901234567890"), big("987654321"));
    log!("{} {}", show(&left + &right), show(&left - &right));
    log!("{} {}", show(&left * &right), show(&left / &right));
    log!("{} {}", show(&left % &right), show(right.pow(&big("3"))));
    log!("{} {}", show(&left & &right), show(&left | &right));
    log!("{} {}", show(&left ^ &right), show(-&left));
    log!("{} {}", show(!&left), show(&right << &big("70")));
    log!(
        "{} {}",
        show(&left >> &big("70")),
        show(&right << &big("-3"))
    );
    log!(
        "{}",
        outcome(left.checked_div(&big("0")).map_err(JsValue::from))
    );
    log!("{} {}", left < right, left == left.clone());
    log!("{} {}", big("5") == 5, big("5") == js_sys::Number::from(5));
}

#[wasm_bindgen]
pub fn case_bigint_formats() {
    let value = big("-255");
    log!("{value} {value:?} {value:b} {value:o} {value:x} {value:#X}");
    log!(
        "{:?} {:?}",
        i64::try_from(big("-9223372036854775808")),
        i64::try_from(big("9223372036854775808")).is_ok()
    );
    log!(
        "{:?} {:?}",
        u64::try_from(big("18446744073709551615")),
        u64::try_from(big("-1")).is_ok()
    );
    log!(
        "{:?}",
        i128::try_from(big("-170141183460469231731687303715884105728"))
    );
    log!(
        "{:?} {:?}",
        "12".parse::<BigInt>().is_ok(),
        "x".parse::<BigInt>().is_ok()
    );
    log!("{} {}", BigInt::from(u64::MAX), BigInt::from(i128::MIN));
}
