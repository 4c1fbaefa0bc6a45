//! Vectors that become values of the host, given to it to look at.

use wasm_bindgen::prelude::*;
use wasm_bindgen::Clamped;

#[wasm_bindgen]
#[derive(Clone, Copy)]
pub struct Item(pub u32);

#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Colour {
    Red = 1,
    Green = 7,
}

macro_rules! made {
    ($($name:ident: $value:expr;)*) => {
        $(
            #[wasm_bindgen]
            pub fn $name() -> JsValue {
                JsValue::from($value)
            }
        )*
    };
}

made! {
    made_vec_i8: vec![i8::MIN, 0, i8::MAX];
    made_vec_u8: vec![0, 1, u8::MAX];
    made_vec_i16: vec![i16::MIN, 0, i16::MAX];
    made_vec_u16: vec![0, 1, u16::MAX];
    made_vec_i32: vec![i32::MIN, 0, i32::MAX];
    made_vec_u32: vec![0, 1, u32::MAX];
    made_vec_i64: vec![i64::MIN, 0, i64::MAX];
    made_vec_u64: vec![0, 1, u64::MAX];
    made_vec_isize: vec![isize::MIN, 0, isize::MAX];
    made_vec_usize: vec![0, 1, usize::MAX];
    made_vec_f32: vec![0.5f32, -0.0, f32::INFINITY];
    made_vec_f64: vec![0.1, -0.0, f64::INFINITY];
    made_vec_empty: Vec::<u16>::new();
    made_vec_js: vec![JsValue::from_f64(1.0), JsValue::NULL, JsValue::from_str("three")];
    made_vec_string: vec![String::from("one"), String::new(), String::from("\u{1f980}")];
    made_vec_item: vec![Item(3), Item(4)];
    made_boxed_u8: vec![1u8, 2, 3].into_boxed_slice();
    made_clamped: Clamped(vec![0u8, 128, 255].into_boxed_slice());
    made_item: Item(5);
    made_u64: u64::MAX;
    made_pointer: 0xFFFF_FFF0usize as *const u8;
}
