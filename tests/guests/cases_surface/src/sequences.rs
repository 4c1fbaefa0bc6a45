//! Vectors and slices: of numbers, clamped, of strings, values, structs and host's objects.

use wasm_bindgen::prelude::*;
use wasm_bindgen::Clamped;

use crate::{echoes, log};

#[wasm_bindgen]
#[derive(Clone)]
pub struct Item {
    pub number: i32,
}

#[wasm_bindgen]
extern "C" {
    /// A class of the host.
    pub type Shape;
    #[wasm_bindgen(constructor)]
    fn new(name: &str) -> Shape;
    #[wasm_bindgen(method, getter)]
    fn name(this: &Shape) -> String;
}

echoes! {
    echo_vec_string: Vec<String>,
    echo_vec_js: Vec<JsValue>,
    echo_vec_item: Vec<Item>,
    echo_vec_shape: Vec<Shape>,
    echo_boxed: Box<[JsValue]>,
    echo_vec_i8: Vec<i8>,
    echo_vec_u16: Vec<u16>,
    echo_vec_i64: Vec<i64>,
    echo_vec_u64: Vec<u64>,
    echo_vec_f32: Vec<f32>,
    echo_vec_usize: Vec<usize>,
    echo_clamped: Clamped<Vec<u8>>,
}

#[wasm_bindgen]
extern "C" {
    /// The elements' texts, joined.
    #[wasm_bindgen(js_name = elements)]
    fn elements_f64(values: &[f64]) -> String;
    #[wasm_bindgen(js_name = elements)]
    fn elements_u64(values: &[u64]) -> String;
    #[cfg(feature = "lent")]
    #[wasm_bindgen(js_name = elements)]
    fn elements_js(values: &[JsValue]) -> String;
    #[wasm_bindgen(js_name = elements)]
    fn elements_clamped(values: Clamped<&[u8]>) -> String;
    #[wasm_bindgen(js_name = elements)]
    fn elements_strings(values: Vec<String>) -> String;

    /// Doubles each element in place.
    #[wasm_bindgen(js_name = double)]
    fn double_u8(values: &mut [u8]);
    #[wasm_bindgen(js_name = double)]
    fn double_i32(values: &mut [i32]);
    #[wasm_bindgen(js_name = double)]
    fn double_f64(values: &mut [f64]);
    #[wasm_bindgen(js_name = double)]
    fn double_clamped(values: Clamped<&mut [u8]>);

    /// An array that is no array of strings.
    #[wasm_bindgen(js_name = constant, catch)]
    fn strings_named(name: &str) -> Result<Vec<String>, JsValue>;

    /// `function(values)`
    #[wasm_bindgen(js_name = callWith)]
    fn call_with(function: &dyn Fn(Vec<u16>) -> Vec<String>, values: Vec<u16>) -> Vec<String>;
}

#[wasm_bindgen]
pub fn case_sequence_strings() {
    let strings = vec!["a".to_string(), String::new(), "é😀".to_string()];
    log!("{:?}", echo_vec_string(strings.clone()));
    log!("{}", elements_strings(strings));
    log!("{:?} {}", echo_vec_string(vec![]), elements_strings(vec![]));
}

#[wasm_bindgen]
pub fn case_sequence_values() {
    let values = vec![JsValue::from_f64(1.5), JsValue::NULL, JsValue::from_str("x"), JsValue::TRUE];
    log!("{:?}", echo_vec_js(values.clone()));
    log!("{:?}", echo_boxed(values.into()));
    log!("{:?}", echo_vec_js(vec![]));
}

#[cfg(feature = "lent")]
#[wasm_bindgen]
pub fn case_sequence_lent() {
    let values = [JsValue::from_str("x"), JsValue::NULL, JsValue::from_f64(0.5)];
    log!("{}", elements_js(&values));
    log!("{}", elements_js(&values));
    log!("<{}>", elements_js(&[]));
}

#[wasm_bindgen]
pub fn case_sequence_structs() {
    let items = vec![Item { number: 1 }, Item { number: -2 }];
    let back = echo_vec_item(items);
    log!("{:?}", back.iter().map(|item| item.number).collect::<Vec<_>>());
    let shapes = echo_vec_shape(vec![Shape::new("a"), Shape::new("b")]);
    log!("{:?}", shapes.iter().map(Shape::name).collect::<Vec<_>>());
}

#[wasm_bindgen]
pub fn case_sequence_numbers() {
    log!("{:?}", echo_vec_i8(vec![-128, 127]));
    log!("{:?}", echo_vec_u16(vec![0, 65535]));
    log!("{:?}", echo_vec_i64(vec![i64::MIN, i64::MAX]));
    log!("{:?}", echo_vec_u64(vec![0, u64::MAX]));
    log!("{:?}", echo_vec_f32(vec![0.1, f32::INFINITY]));
    log!("{:?}", echo_vec_usize(vec![0, usize::MAX]));
    log!("{}", elements_f64(&[0.5, -1.5, f64::NAN]));
    log!("{}", elements_u64(&[u64::MAX, 0]));
}

#[wasm_bindgen]
pub fn case_sequence_mutable() {
    let (mut bytes, mut numbers, mut floats) = ([1u8, 100], [-3, 1 << 20], [0.25, -8.0]);
    double_u8(&mut bytes);
    double_i32(&mut numbers);
    double_f64(&mut floats);
    log!("{bytes:?} {numbers:?} {floats:?}");
    double_i32(&mut []);
}

#[wasm_bindgen]
pub fn case_sequence_clamped() {
    log!("{:?}", echo_clamped(Clamped(vec![0, 255])).0);
    log!("{}", elements_clamped(Clamped(&[7, 8])));
    let mut bytes = [1u8, 100];
    double_clamped(Clamped(&mut bytes));
    log!("{bytes:?}");
}

#[wasm_bindgen]
pub fn case_sequence_through_closures() {
    let back = call_with(&|numbers| numbers.iter().map(|n| format!("<{n}>")).collect(), vec![1, 2]);
    log!("{back:?}");
}

#[cfg(feature = "unions")]
mod as_arrays {
    use super::*;

    #[wasm_bindgen(slice_to_array)]
    extern "C" {
        /// Whether it is a plain array, and its elements.
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_numbers(values: &[i16]) -> String;
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_wide(values: &[i64]) -> String;
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_strings(values: &[String]) -> String;
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_values(values: &[JsValue]) -> String;
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_option(values: Option<&[u8]>) -> String;
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_vec(values: Vec<u8>) -> String;
    }

    #[wasm_bindgen]
    pub fn case_sequence_slice_to_array() {
        log!("{}", kind_of_numbers(&[1, -2]));
        log!("{}", kind_of_wide(&[1, -2]));
        log!("{}", kind_of_strings(&["a".to_string(), "b".to_string()]));
        let values = [JsValue::from_str("x"), JsValue::NULL];
        log!("{}", kind_of_values(&values));
        log!("{}", kind_of_values(&values));
        log!("{} {}", kind_of_option(Some(&[3])), kind_of_option(None));
        log!("{}", kind_of_vec(vec![4]));
    }
}

#[cfg(feature = "nullable")]
mod of_anything {
    use super::*;
    use crate::enums::{Level, Mood};

    echoes! {
        echo_vec_bool: Vec<bool>,
        echo_vec_char: Vec<char>,
        echo_vec_mood: Vec<Mood>,
    }

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_strs(values: &[&str]) -> String;
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_strings(values: &[String]) -> String;
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_vec_strs(values: Vec<&str>) -> String;
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_bools(values: &[bool]) -> String;
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_levels(values: &[Level]) -> String;
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_moods(values: Option<&[Mood]>) -> String;
        #[wasm_bindgen(js_name = kindOf, slice = array, vec = array)]
        fn kind_of_modes(slice: &[u8], vector: Vec<f64>) -> String;
        #[wasm_bindgen(js_name = kindOf, slice = copy, vec = copy)]
        fn kind_of_copies(slice: &[u8], vector: Vec<f64>) -> String;
        #[wasm_bindgen(js_name = kindOf)]
        fn kind_of_one(#[wasm_bindgen(slice = array)] slice: Option<&[u8]>, other: &[u8]) -> String;
    }

    #[wasm_bindgen]
    pub fn case_sequence_of_anything() {
        log!("{:?}", echo_vec_bool(vec![true, false]));
        log!("{:?}", echo_vec_char(vec!['a', '😀']));
        log!("{:?}", echo_vec_mood(vec![Mood::Sad, Mood::Happy]));
        log!("{} {}", kind_of_strs(&["a", "", "é"]), kind_of_strs(&[]));
        log!("{}", kind_of_strings(&["a".to_string()]));
        log!("{}", kind_of_vec_strs(vec!["b", wasm_bindgen::intern("c")]));
        log!("{}", kind_of_bools(&[true, false]));
        log!("{}", kind_of_levels(&[Level::Below, Level::Above]));
        log!("{} {}", kind_of_moods(Some(&[Mood::Happy])), kind_of_moods(None));
    }

    #[wasm_bindgen]
    pub fn case_sequence_modes() {
        log!("{}", kind_of_modes(&[1, 2], vec![0.5]));
        log!("{}", kind_of_copies(&[1, 2], vec![0.5]));
        log!("{} {}", kind_of_one(Some(&[1]), &[2]), kind_of_one(None, &[]));
    }
}
