//! Numbers and booleans.

use super::{
    call, call_static, construct, global, log, n, number, outcome, s, show, NULL, UNDEFINED,
};
use js_sys::{Array, BigInt, Boolean, Function, Number, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

const NUMBERS: [f64; 26] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    1.5,
    -2.5,
    0.1,
    1.005,
    123.456,
    1e21,
    1e20,
    123456789012345680000.0,
    1e-6,
    1e-7,
    1.5e-10,
    5e-324,
    f64::MAX,
    9007199254740991.0,
    9007199254740993.0,
    255.0,
    1e100,
    0.000001234,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];

#[wasm_bindgen]
pub fn case_number_tests() {
    for value in [
        n(1.0),
        n(1.5),
        n(f64::NAN),
        n(f64::INFINITY),
        n(9007199254740992.0),
        n(-0.0),
        s("1"),
        UNDEFINED,
        NULL,
        BigInt::from(1).into(),
        JsValue::TRUE,
    ] {
        log!(
            "{}: {} {} {} {}",
            show(&value),
            Number::is_finite(&value),
            Number::is_integer(&value),
            Number::is_nan(&value),
            Number::is_safe_integer(&value),
        );
    }
}

#[wasm_bindgen]
pub fn case_number_global_is_finite() {
    for value in [n(1.0), n(f64::NAN), s("12"), s("x"), NULL, UNDEFINED] {
        log!("{}: {}", show(&value), js_sys::is_finite(&value));
    }
}

#[wasm_bindgen]
pub fn case_number_parse_int() {
    for text in [
        "12",
        "12px",
        "  -7 ",
        "0x1F",
        "-0x1f",
        "1e3",
        "",
        "z",
        "0b1",
        "-0",
        "+5",
        "1_0",
        "9007199254740993",
        "123456789012345678901234567890",
        "\u{feff}8",
        "\u{663}",
    ] {
        log!(
            "{text:?}: {} {}",
            number(Number::parse_int(text, 10)),
            number(js_sys::parse_int(text, 0))
        );
    }
    for radix in [1, 2, 8, 16, 36, 37] {
        log!("{radix}: {}", number(Number::parse_int("101zZ", radix)));
    }
    log!("{}", call_static("Number", "parseInt", &[n(1e21)]));
    log!("{}", call_static("Number", "parseInt", &[NULL, n(36.0)]));
    log!(
        "{}",
        call_static("Number", "parseInt", &[s("11"), n(4294967298.0)])
    );
}

#[wasm_bindgen]
pub fn case_number_parse_float() {
    for text in [
        "1.5",
        " 3.25kg",
        ".5",
        "5.",
        "-.5e-2x",
        "1e1000",
        "Infinity!",
        "-Infinity",
        "infinity",
        "",
        "e5",
        "1e",
        "1e+",
        "0x10",
        "1_0",
        "--1",
        "+1.0",
        "-0",
        "\u{a0}7",
    ] {
        log!(
            "{text:?}: {} {}",
            number(Number::parse_float(text)),
            number(js_sys::parse_float(text))
        );
    }
}

#[wasm_bindgen]
pub fn case_number_constructed() {
    let convert: Function = global(&["Number"]).unchecked_into();
    for value in [
        s(""),
        s(" 12 "),
        s("0x1f"),
        s("0b11"),
        s("0o17"),
        s("1e3"),
        s("1,5"),
        s("-0x1"),
        s("Infinity"),
        s("inf"),
        s("\u{feff}1"),
        s("1n"),
        UNDEFINED,
        NULL,
        JsValue::TRUE,
        BigInt::from(7).into(),
        Array::new().into(),
        Array::of1(&s("5")).into(),
        Array::of2(&s("5"), &s("6")).into(),
        Object::new().into(),
        js_sys::Symbol::iterator().into(),
    ] {
        log!("{}", outcome(convert.call1(&UNDEFINED, &value)));
    }
    log!("{}", outcome(convert.call0(&UNDEFINED)));
    let big = BigInt::new(&s("9007199254740993")).unwrap();
    log!("{}", outcome(convert.call1(&UNDEFINED, &big)));
}

#[allow(deprecated)]
#[wasm_bindgen]
pub fn case_number_object() {
    let boxed = Number::new(&s("42"));
    log!("{}", number(boxed.value_of()));
    log!("{:?}", JsValue::as_f64(&boxed));
    log!(
        "{}",
        JsValue::from(boxed.clone())
            .js_typeof()
            .as_string()
            .unwrap()
    );
    log!("{}", outcome(boxed.to_string(10)));
    log!("{:?}", JsValue::from(boxed.clone()));
    log!("{}", &JsValue::from(boxed.clone()) == &n(42.0));
    log!("{}", JsValue::from(boxed.clone()).loose_eq(&n(42.0)));
    log!("{}", show(&(&JsValue::from(boxed.clone()) + &n(1.0))));
    log!("{}", Object::from(boxed).is_instance_of::<Number>());
}

#[wasm_bindgen]
pub fn case_number_constants() {
    for name in [
        "EPSILON",
        "MAX_SAFE_INTEGER",
        "MAX_VALUE",
        "MIN_SAFE_INTEGER",
        "MIN_VALUE",
        "NaN",
        "NEGATIVE_INFINITY",
        "POSITIVE_INFINITY",
    ] {
        log!("{name}: {}", show(global(&["Number", name])));
    }
    let class: Object = global(&["Number"]).unchecked_into();
    log!("{}", Reflect::set(&class, &s("EPSILON"), &n(1.0)).unwrap());
    log!("{}", show(Object::keys(&class)));
}

#[allow(deprecated)]
#[wasm_bindgen]
pub fn case_number_to_string() {
    for value in NUMBERS {
        log!("{}", show(Number::from(value).to_string(10).unwrap()));
    }
}

#[allow(deprecated)]
#[wasm_bindgen]
pub fn case_number_to_string_with_radix() {
    for value in NUMBERS {
        for radix in [2, 3, 7, 16, 36] {
            let text = String::from(Number::from(value).to_string(radix).unwrap());
            if text.len() < 400 {
                log!("{value:?} {radix}: {text}");
            } else {
                log!(
                    "{value:?} {radix}: {} long, begins {}",
                    text.len(),
                    &text[..60]
                );
            }
        }
    }
    log!("{}", outcome(Number::from(1).to_string(1)));
    log!("{}", outcome(Number::from(1).to_string(37)));
    log!("{}", call("Number", "toString", &n(8.0), &[]));
    log!("{}", call("Number", "toString", &n(8.0), &[s("2")]));
    log!("{}", call("Number", "toString", &s("8"), &[]));
}

#[wasm_bindgen]
pub fn case_number_to_fixed() {
    for value in NUMBERS {
        for digits in [0, 2, 10, 20] {
            log!(
                "{value:?} {digits}: {}",
                outcome(Number::from(value).to_fixed(digits).map(JsValue::from))
            );
        }
    }
    log!("{}", outcome(Number::from(1).to_fixed(100)));
    log!("{}", outcome(Number::from(1).to_fixed(101)));
    log!("{}", call("Number", "toFixed", &n(1.25), &[]));
    log!("{}", call("Number", "toFixed", &n(f64::NAN), &[n(-1.0)]));
    log!("{}", call("Number", "toFixed", &NULL, &[]));
}

#[wasm_bindgen]
pub fn case_number_to_exponential() {
    for value in NUMBERS {
        for digits in [0, 1, 5, 20] {
            log!(
                "{value:?} {digits}: {}",
                outcome(Number::from(value).to_exponential(digits))
            );
        }
        log!(
            "{value:?}: {}",
            call("Number", "toExponential", &n(value), &[])
        );
    }
    log!("{}", outcome(Number::from(1).to_exponential(101)));
    log!("{}", outcome(Number::from(f64::NAN).to_exponential(101)));
}

#[wasm_bindgen]
pub fn case_number_to_precision() {
    for value in NUMBERS {
        for digits in [1, 2, 7, 21] {
            log!(
                "{value:?} {digits}: {}",
                outcome(Number::from(value).to_precision(digits))
            );
        }
    }
    log!("{}", outcome(Number::from(1).to_precision(0)));
    log!("{}", outcome(Number::from(1).to_precision(101)));
    log!("{}", call("Number", "toPrecision", &n(1.25), &[]));
}

#[wasm_bindgen]
pub fn case_number_to_locale_string() {
    for value in NUMBERS {
        if value.abs() < 1e22 || !value.is_finite() {
            log!(
                "{value:?}: {}",
                show(Number::from(value).to_locale_string("en-US"))
            );
        }
    }
    log!("{}", show(Number::from(1234567.891).to_locale_string("en")));
    let options = Object::new();
    Reflect::set(&options, &s("minimumFractionDigits"), &n(2.0)).unwrap();
    log!(
        "{}",
        call(
            "Number",
            "toLocaleString",
            &n(1234.5),
            &[s("en-US"), options.clone().into()]
        )
    );
    Reflect::set(&options, &s("maximumFractionDigits"), &n(2.0)).unwrap();
    log!(
        "{}",
        call(
            "Number",
            "toLocaleString",
            &n(1.005),
            &[UNDEFINED, options.clone().into()]
        )
    );
    Reflect::set(&options, &s("useGrouping"), &JsValue::FALSE).unwrap();
    log!(
        "{}",
        call(
            "Number",
            "toLocaleString",
            &n(1234567.0),
            &[UNDEFINED, options.into()]
        )
    );
}

#[wasm_bindgen]
pub fn case_number_value_of() {
    log!("{}", number(Number::from(-0.0).value_of()));
    log!("{}", call("Number", "valueOf", &s("1"), &[]));
    log!("{}", call("Number", "valueOf", &BigInt::from(1), &[]));
}

#[wasm_bindgen]
pub fn case_number_operators() {
    let (two, ten) = (Number::from(2), Number::from(10));
    log!("{}", show(ten.pow(&two)));
    log!("{}", show(Number::from(-8).unsigned_shr(&Number::from(1))));
    log!("{}", show(&Number::from(7) % &Number::from(-4)));
    log!("{}", show(&Number::from(-7) % &Number::from(7)));
    log!("{}", show(&Number::from(1) / &Number::from(-0.0)));
    log!("{}", show(&Number::from(1e308) * &ten));
    log!("{}", show(&Number::from(5) << &Number::from(33)));
    log!("{}", show(!&Number::from(5.9)));
    log!("{}", show(-&Number::from(0)));
    for (base, exponent) in [
        (1.0, f64::INFINITY),
        (-1.0, f64::NEG_INFINITY),
        (0.0, -1.0),
        (-0.0, -3.0),
        (-0.0, -2.0),
        (f64::NAN, 0.0),
        (2.0, -1.0),
        (-8.0, 1.0 / 3.0),
        (10.0, 400.0),
        (-10.0, 401.0),
    ] {
        log!(
            "{base:?} {exponent:?}: {}",
            show(Number::from(base).pow(&Number::from(exponent)))
        );
    }
}

#[wasm_bindgen]
pub fn case_number_into_integers() {
    log!("{:?}", u8::try_from(255.0 as u8));
    log!(
        "{} {}",
        Number::from(1.5) == 1.5,
        Number::from(f64::NAN) == f64::NAN
    );
    log!(
        "{:?} {:?}",
        Number::try_from(9007199254740991i64),
        Number::try_from(9007199254740993i64).is_ok()
    );
    log!("{}", f64::from(Number::from(0.1f32)));
}

#[allow(deprecated)]
#[wasm_bindgen]
pub fn case_boolean_object() {
    for value in [
        s(""),
        s("false"),
        n(0.0),
        n(f64::NAN),
        NULL,
        UNDEFINED,
        Object::new().into(),
        Array::new().into(),
        BigInt::from(0).into(),
    ] {
        let boxed = Boolean::new(&value);
        log!(
            "{}: {} {}",
            show(&value),
            boxed.value_of(),
            boxed.js_typeof().as_string().unwrap()
        );
    }
    log!("{:?}", JsValue::from(Boolean::new(&NULL)));
    log!(
        "{}",
        String::from(Object::from(Boolean::new(&n(1.0))).to_string())
    );
    log!("{}", call("Boolean", "toString", &JsValue::FALSE, &[]));
    log!("{}", call("Boolean", "valueOf", &n(0.0), &[]));
    log!(
        "{}",
        outcome(
            construct("Boolean", &[]).map(|made| call("Boolean", "valueOf", &made, &[]).into())
                as Result<JsValue, JsValue>
        )
    );
    let convert: Function = global(&["Boolean"]).unchecked_into();
    log!("{}", outcome(convert.call1(&UNDEFINED, &s("x"))));
    log!("{}", outcome(convert.call0(&UNDEFINED)));
}

#[wasm_bindgen]
pub fn case_boolean_values() {
    log!(
        "{} {}",
        Boolean::from(true).value_of(),
        Boolean::from(false) == true
    );
    log!("{:?} {}", Boolean::from(true), !&Boolean::from(true));
    log!("{:?}", Boolean::from(false) < Boolean::from(true));
}
