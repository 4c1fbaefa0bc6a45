//! Math.

use super::{call_static, global, log, n, number, s, show, NULL, UNDEFINED};
use js_sys::{Array, Math, Object};
use wasm_bindgen::prelude::*;

const EDGES: [f64; 18] = [
    0.0,
    -0.0,
    0.5,
    -0.5,
    1.0,
    -1.0,
    1.5,
    -1.5,
    2.5,
    -2.5,
    0.49999999999999994,
    4503599627370497.5,
    1e300,
    -1e300,
    5e-324,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];

/// Digits that do not depend on how an engine approximates.
fn near(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        number(value)
    } else {
        format!("{value:.12e}")
    }
}

macro_rules! exact {
    ($($case:ident $name:ident;)*) => {$(
        #[wasm_bindgen]
        pub fn $case() {
            for x in EDGES {
                log!("{x:?}: {}", number(Math::$name(x).into()));
            }
        }
    )*};
}

exact! {
    case_math_abs abs;
    case_math_ceil ceil;
    case_math_floor floor;
    case_math_fround fround;
    case_math_round round;
    case_math_sign sign;
    case_math_sqrt sqrt;
    case_math_trunc trunc;
}

macro_rules! approximate {
    ($($case:ident $name:ident;)*) => {$(
        #[wasm_bindgen]
        pub fn $case() {
            for x in EDGES {
                // Of 1e300 the last digits matter to what a period leaves.
                if x.abs() != 1e300 {
                    log!("{x:?}: {}", near(Math::$name(x)));
                }
            }
        }
    )*};
}

approximate! {
    case_math_acos acos;
    case_math_acosh acosh;
    case_math_asin asin;
    case_math_asinh asinh;
    case_math_atan atan;
    case_math_atanh atanh;
    case_math_cbrt cbrt;
    case_math_cos cos;
    case_math_cosh cosh;
    case_math_exp exp;
    case_math_expm1 expm1;
    case_math_log log;
    case_math_log10 log10;
    case_math_log1p log1p;
    case_math_log2 log2;
    case_math_sin sin;
    case_math_sinh sinh;
    case_math_tan tan;
    case_math_tanh tanh;
}

#[wasm_bindgen]
pub fn case_math_huge_arguments() {
    log!("{} {}", number(Math::exp(1e300)), number(Math::exp(-1e300)));
    log!(
        "{} {}",
        number(Math::cosh(-1e300)),
        number(Math::sinh(-1e300))
    );
    log!(
        "{} {}",
        number(Math::expm1(1e300)),
        number(Math::expm1(-1e300))
    );
    log!("{} {}", near(Math::log(1e300)), near(Math::asinh(1e300)));
    log!(
        "{} {}",
        number(Math::cbrt(27.0)),
        number(Math::cbrt(-1000.0))
    );
    log!(
        "{} {}",
        number(Math::log2(8.0)),
        number(Math::log10(1000.0))
    );
}

#[wasm_bindgen]
pub fn case_math_atan2() {
    for (y, x) in [
        (0.0, 0.0),
        (0.0, -0.0),
        (-0.0, -0.0),
        (-0.0, 0.0),
        (1.0, 0.0),
        (f64::INFINITY, f64::INFINITY),
        (1.0, f64::NEG_INFINITY),
        (f64::NAN, 1.0),
    ] {
        log!("{y:?} {x:?}: {}", near(Math::atan2(y, x)));
    }
}

#[wasm_bindgen]
pub fn case_math_clz32() {
    for x in [0, 1, 2, -1, i32::MAX, i32::MIN] {
        log!("{x}: {}", Math::clz32(x));
    }
    for x in [
        n(0.5),
        n(4294967296.0),
        n(f64::NAN),
        s("8"),
        NULL,
        UNDEFINED,
    ] {
        log!(
            "{}: {}",
            show(&x),
            call_static("Math", "clz32", &[x.clone()])
        );
    }
}

#[wasm_bindgen]
pub fn case_math_imul() {
    for (x, y) in [
        (2, 3),
        (-5, 12),
        (i32::MAX, 2),
        (i32::MIN, i32::MIN),
        (123456789, 987654321),
    ] {
        log!("{x} {y}: {}", Math::imul(x, y));
    }
    log!(
        "{}",
        call_static("Math", "imul", &[n(4294967295.0), n(5.5)])
    );
    log!("{}", call_static("Math", "imul", &[]));
}

#[wasm_bindgen]
pub fn case_math_hypot() {
    for (x, y) in [
        (3.0, 4.0),
        (0.0, -0.0),
        (f64::NAN, f64::INFINITY),
        (f64::NAN, 1.0),
        (1e200, 1e200),
    ] {
        log!("{x:?} {y:?}: {}", near(Math::hypot(x, y)));
    }
    log!("{}", call_static("Math", "hypot", &[]));
    log!("{}", call_static("Math", "hypot", &[n(-0.0)]));
    log!(
        "{}",
        call_static("Math", "hypot", &[n(1.0), n(2.0), n(2.0)])
    );
    log!(
        "{}",
        call_static("Math", "hypot", &[s("x"), n(f64::NEG_INFINITY)])
    );
}

#[wasm_bindgen]
pub fn case_math_max_min() {
    let pairs = [
        (1.0, 2.0),
        (0.0, -0.0),
        (-0.0, 0.0),
        (f64::NAN, 1.0),
        (1.0, f64::NAN),
        (f64::INFINITY, 1.0),
    ];
    for (x, y) in pairs {
        log!(
            "{x:?} {y:?}: {} {}",
            number(Math::max(x, y)),
            number(Math::min(x, y))
        );
    }
    for name in ["max", "min"] {
        log!("{name}: {}", call_static("Math", name, &[]));
        log!(
            "{name}: {}",
            call_static("Math", name, &[s("7"), NULL, n(3.0)])
        );
        log!("{name}: {}", call_static("Math", name, &[UNDEFINED]));
        log!(
            "{name}: {}",
            call_static("Math", name, &[Array::of1(&n(4.0)).into()])
        );
        log!(
            "{name}: {}",
            call_static("Math", name, &[js_sys::BigInt::from(1).into()])
        );
    }
}

#[wasm_bindgen]
pub fn case_math_pow() {
    let pairs = [
        (2.0, 10.0),
        (2.0, -1.0),
        (1.0, f64::INFINITY),
        (-1.0, f64::INFINITY),
        (f64::NAN, 0.0),
        (0.0, f64::NAN),
        (-0.0, -3.0),
        (-0.0, -2.0),
        (-0.0, 3.0),
        (-8.0, 0.5),
        (0.5, f64::INFINITY),
        (0.5, f64::NEG_INFINITY),
        (f64::NEG_INFINITY, 3.0),
        (f64::NEG_INFINITY, -3.0),
        (10.0, 308.0),
        (10.0, 309.0),
        (-10.0, 309.0),
        (4.0, 0.5),
    ];
    for (x, y) in pairs {
        log!("{x:?} {y:?}: {}", near(Math::pow(x, y)));
    }
}

#[wasm_bindgen]
pub fn case_math_random() {
    let drawn: Vec<f64> = (0..50).map(|_| Math::random()).collect();
    log!("{}", drawn.iter().all(|each| (0.0..1.0).contains(each)));
    log!("{}", drawn.iter().any(|each| *each != drawn[0]));
}

#[wasm_bindgen]
pub fn case_math_constants() {
    for name in [
        "E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2",
    ] {
        log!("{name}: {}", show(global(&["Math", name])));
    }
    log!(
        "{}",
        String::from(Object::from(global(&["Math"])).to_string())
    );
}

#[wasm_bindgen]
pub fn case_math_of_other_values() {
    for value in [
        UNDEFINED,
        NULL,
        s(" 2.5 "),
        s("x"),
        JsValue::TRUE,
        Array::new().into(),
        Object::new().into(),
    ] {
        log!("{}", call_static("Math", "round", &[value.clone()]));
    }
    log!(
        "{}",
        call_static("Math", "abs", &[js_sys::Symbol::iterator().into()])
    );
    log!(
        "{}",
        call_static("Math", "floor", &[js_sys::BigInt::from(1).into()])
    );
}
