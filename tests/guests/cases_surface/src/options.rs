//! `Option` of what `values` has not.

use wasm_bindgen::prelude::*;

use crate::{echoes, log};

echoes! {
    echo_option_u128: Option<u128>,
    echo_option_i128: Option<i128>,
    echo_option_vec_f32: Option<Vec<f32>>,
    echo_option_vec_string: Option<Vec<String>>,
    echo_option_vec_js: Option<Vec<JsValue>>,
    echo_option_char: Option<char>,
    echo_option_isize: Option<isize>,
    echo_option_usize: Option<usize>,
    echo_u128: u128,
    echo_i128: i128,
}

#[wasm_bindgen]
extern "C" {
    #[cfg(feature = "lent")]
    #[wasm_bindgen(js_name = show)]
    fn show_option_ref(value: Option<&JsValue>) -> String;
    #[wasm_bindgen(js_name = elements)]
    fn elements_of_option(values: Option<&[i16]>) -> String;
    #[wasm_bindgen(js_name = double)]
    fn double_option(values: Option<&mut [i16]>);
}

#[wasm_bindgen]
pub fn case_option_128_bits() {
    for value in [0, 1, -1, i128::MIN, i128::MAX, 1 << 64, -(1 << 64)] {
        log!("{} {:?}", echo_i128(value), echo_option_i128(Some(value)));
    }
    for value in [0, 1, u128::MAX, 1 << 127, (1 << 64) - 1] {
        log!("{} {:?}", echo_u128(value), echo_option_u128(Some(value)));
    }
    log!("{:?} {:?}", echo_option_i128(None), echo_option_u128(None));
}

#[wasm_bindgen]
pub fn case_option_sequences() {
    log!("{:?} {:?}", echo_option_vec_f32(Some(vec![0.5, -2.0])), echo_option_vec_f32(None));
    log!("{:?}", echo_option_vec_f32(Some(vec![])));
    log!("{:?}", echo_option_vec_string(Some(vec!["a".into(), String::new()])));
    log!("{:?} {:?}", echo_option_vec_string(Some(vec![])), echo_option_vec_string(None));
    let values = vec![JsValue::NULL, JsValue::from_f64(1.5), JsValue::UNDEFINED];
    log!("{:?} {:?}", echo_option_vec_js(Some(values)), echo_option_vec_js(None));
    log!("{} {}", elements_of_option(Some(&[1, -2])), elements_of_option(None));
    let mut numbers = [1, -2, 300];
    double_option(Some(&mut numbers));
    double_option(None);
    log!("{numbers:?}");
}

#[wasm_bindgen]
pub fn case_option_scalars() {
    log!("{:?} {:?}", echo_option_char(Some('\u{10FFFF}')), echo_option_char(None));
    log!("{:?} {:?}", echo_option_isize(Some(isize::MIN)), echo_option_isize(None));
    log!("{:?} {:?}", echo_option_usize(Some(usize::MAX)), echo_option_usize(None));
}

#[cfg(feature = "lent")]
#[wasm_bindgen]
pub fn case_option_lent() {
    log!("{} {}", show_option_ref(Some(&JsValue::from_str("x"))), show_option_ref(None));
    log!("{} {}", show_option_ref(Some(&JsValue::NULL)), show_option_ref(Some(&JsValue::UNDEFINED)));
}
