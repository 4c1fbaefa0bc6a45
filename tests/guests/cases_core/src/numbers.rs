//! Numbers to the host and back, at the edges of their types.

use wasm_bindgen::prelude::*;

use crate::log;

/// `echo_x` gives back what it gets; `show_x` says what the host sees.
macro_rules! numbers {
    ($case:ident, $ty:ty, $echo:ident, $show:ident, [$($value:expr),*]) => {
        numbers!($case, $ty, $echo, $show, show, [$($value),*]);
    };
    ($case:ident, $ty:ty, $echo:ident, $show:ident, $host:ident, [$($value:expr),*]) => {
        #[wasm_bindgen]
        extern "C" {
            #[wasm_bindgen(js_name = echo)]
            fn $echo(value: $ty) -> $ty;
            #[wasm_bindgen(js_name = $host)]
            fn $show(value: $ty) -> String;
        }

        #[wasm_bindgen]
        pub fn $case() {
            $(
                let value: $ty = $value;
                log!("{:?} {} {:?}", value, $show(value), $echo(value));
            )*
        }
    };
}

numbers!(
    case_number_i8,
    i8,
    echo_i8,
    show_i8,
    [0, 1, -1, i8::MIN, i8::MAX]
);
numbers!(
    case_number_u8,
    u8,
    echo_u8,
    show_u8,
    [0, 1, 127, 128, u8::MAX]
);
numbers!(
    case_number_i16,
    i16,
    echo_i16,
    show_i16,
    [0, -1, i16::MIN, i16::MAX]
);
numbers!(
    case_number_u16,
    u16,
    echo_u16,
    show_u16,
    [0, 32768, u16::MAX]
);
numbers!(
    case_number_i32,
    i32,
    echo_i32,
    show_i32,
    [0, -1, i32::MIN, i32::MAX]
);
numbers!(
    case_number_u32,
    u32,
    echo_u32,
    show_u32,
    [0, 1, 1 << 31, u32::MAX]
);
numbers!(
    case_number_isize,
    isize,
    echo_isize,
    show_isize,
    [0, -1, isize::MIN, isize::MAX]
);
numbers!(
    case_number_usize,
    usize,
    echo_usize,
    show_usize,
    [0, 1, usize::MAX]
);
numbers!(
    case_number_i64,
    i64,
    echo_i64,
    show_i64,
    text,
    [0, -1, i64::MIN, i64::MAX, 1 << 53]
);
numbers!(
    case_number_u64,
    u64,
    echo_u64,
    show_u64,
    text,
    [0, 1, u64::MAX, (1 << 53) + 1]
);
numbers!(
    case_number_f32,
    f32,
    echo_f32,
    show_f32,
    [
        0.0,
        -0.0,
        0.5,
        0.1,
        f32::MAX,
        f32::MIN_POSITIVE,
        f32::INFINITY,
        f32::NAN,
        16777216.0
    ]
);
numbers!(
    case_number_f64,
    f64,
    echo_f64,
    show_f64,
    [
        0.0,
        -0.0,
        0.5,
        0.1,
        1e21,
        1e20,
        1e-6,
        1e-7,
        123456789012345680000.0,
        9007199254740993.0,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN
    ]
);
numbers!(case_number_bool, bool, echo_bool, show_bool, [true, false]);
numbers!(
    case_number_char,
    char,
    echo_char,
    show_char,
    [
        'a',
        '\0',
        '\u{e9}',
        '\u{4e16}',
        '\u{1f980}',
        '\u{10ffff}',
        '\u{d7ff}',
        '\u{e000}'
    ]
);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = echo)]
    fn echo_number_as_value(value: f64) -> JsValue;
    #[wasm_bindgen(js_name = echo)]
    fn echo_bigint_as_value(value: u64) -> JsValue;
}

#[wasm_bindgen]
pub fn case_number_as_value() {
    for value in [0.0, -0.0, 1.5, 1e300, f64::NAN] {
        let back = echo_number_as_value(value);
        log!("{:?} {:?} bigint {}", back, back.as_f64(), back.is_bigint());
    }
}

#[wasm_bindgen]
pub fn case_number_bigint_as_value() {
    for value in [0, 1, u64::MAX] {
        let back = echo_bigint_as_value(value);
        log!("{:?} {:?} bigint {}", back, back.as_f64(), back.is_bigint());
    }
}
