//! `Nullable<T>` and `Option<Nullable<T>>`: null and undefined told apart.

use wasm_bindgen::prelude::*;
use wasm_bindgen::Nullable;

use crate::enums::{Level, Mood};
use crate::sequences::Item;
use crate::{echoes, log};

macro_rules! both_empty {
    ($($case:ident $one:ident $two:ident $show:ident $named:ident $named_two:ident $type:ty: $values:expr;)*) => {$(
        echoes! {
            $one: Nullable<$type>,
            $two: Option<Nullable<$type>>,
        }

        #[wasm_bindgen]
        extern "C" {
            #[wasm_bindgen(js_name = show)]
            fn $show(value: Option<Nullable<$type>>) -> String;
            #[wasm_bindgen(js_name = constant)]
            fn $named(name: &str) -> Nullable<$type>;
            #[wasm_bindgen(js_name = constant)]
            fn $named_two(name: &str) -> Option<Nullable<$type>>;
        }

        #[wasm_bindgen]
        pub fn $case() {
            for value in $values {
                log!("{:?} {:?}", $one(Nullable::Value(value.clone())), $two(Some(Nullable::Value(value))));
            }
            log!("{:?} {:?} {:?}", $one(Nullable::Null), $two(Some(Nullable::Null)), $two(None));
            log!("{} {}", $show(Some(Nullable::Null)), $show(None));
            log!("{:?} {:?} {:?}", $named("null"), $named_two("null"), $named_two("undefined"));
        }
    )*};
}

both_empty! {
    case_nullable_u8 echo_u8 echo_two_u8 show_u8 named_u8 named_two_u8 u8: [0, 255];
    case_nullable_i8 echo_i8 echo_two_i8 show_i8 named_i8 named_two_i8 i8: [-128, 127];
    case_nullable_bool echo_bool echo_two_bool show_bool named_bool named_two_bool bool: [false, true];
    case_nullable_char echo_char echo_two_char show_char named_char named_two_char char: ['a', '\u{10FFFF}'];
    case_nullable_i32 echo_i32 echo_two_i32 show_i32 named_i32 named_two_i32 i32: [i32::MIN, -1, 0, i32::MAX];
    case_nullable_u32 echo_u32 echo_two_u32 show_u32 named_u32 named_two_u32 u32: [0, u32::MAX];
    case_nullable_f32 echo_f32 echo_two_f32 show_f32 named_f32 named_two_f32 f32: [0.5, -1.5];
    case_nullable_f64 echo_f64 echo_two_f64 show_f64 named_f64 named_two_f64 f64: [0.1, 9007199254740990.0];
    case_nullable_i64 echo_i64 echo_two_i64 show_i64 named_i64 named_two_i64 i64: [i64::MIN, 0, 2];
    case_nullable_u128 echo_u128 echo_two_u128 show_u128 named_u128 named_two_u128 u128: [0, u128::MAX];
    case_nullable_string echo_string echo_two_string show_string named_string named_two_string String: [String::new(), "x".to_string()];
    case_nullable_bytes echo_bytes echo_two_bytes show_bytes named_bytes named_two_bytes Vec<u8>: [vec![], vec![1, 2]];
    case_nullable_strings echo_strings echo_two_strings show_strings named_strings named_two_strings Vec<String>: [vec![], vec!["y".to_string()]];
    case_nullable_mood echo_mood echo_two_mood show_mood named_mood named_two_mood Mood: [Mood::Happy, Mood::Empty];
    case_nullable_level echo_level echo_two_level show_level named_level named_two_level Level: [Level::Below, Level::Above];
    case_nullable_value echo_value echo_two_value show_value named_value named_two_value JsValue: [JsValue::from_f64(1.0), JsValue::UNDEFINED];
}

echoes! {
    echo_item: Nullable<Item>,
    echo_two_item: Option<Nullable<Item>>,
    echo_const: Nullable<*const u32>,
    echo_two_const: Option<Nullable<*const u32>>,
}

#[wasm_bindgen]
pub fn case_nullable_struct() {
    let number = |item: Nullable<Item>| item.into_option().map(|item| item.number);
    log!("{:?}", number(echo_item(Nullable::Value(Item { number: 5 }))));
    log!("{:?}", number(echo_item(Nullable::Null)));
    log!("{:?}", echo_two_item(Some(Nullable::Null)).map(number));
    log!("{:?}", echo_two_item(None).map(number));
    log!("{:?}", echo_two_item(Some(Nullable::Value(Item { number: 6 }))).map(number));
}

#[wasm_bindgen]
pub fn case_nullable_pointers() {
    log!("{:?} {:?}", echo_const(Nullable::Null), echo_two_const(None));
    log!("{:?}", echo_const(Nullable::Value(16 as *const u32)));
    log!("{:?}", echo_two_const(Some(Nullable::Value(std::ptr::null()))));
    log!("{:?}", echo_two_const(Some(Nullable::Null)));
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = show)]
    fn show_str(value: Nullable<&str>) -> String;
    #[wasm_bindgen(js_name = show)]
    fn show_ref(value: Nullable<&JsValue>) -> String;
    #[wasm_bindgen(js_name = callWith)]
    fn call_with(function: &dyn Fn(Nullable<u32>) -> Nullable<u32>, value: JsValue) -> JsValue;
}

#[wasm_bindgen]
pub fn case_nullable_elsewhere() {
    log!("{} {}", show_str(Nullable::Value("x")), show_str(Nullable::Null));
    log!("{} {}", show_ref(Nullable::Value(&JsValue::TRUE)), show_ref(Nullable::Null));
    let next = |value: Nullable<u32>| value.into_option().map_or(Nullable::Null, |n| Nullable::Value(n + 1));
    log!("{:?} {:?}", call_with(&next, JsValue::NULL), call_with(&next, JsValue::from(7)));
}
