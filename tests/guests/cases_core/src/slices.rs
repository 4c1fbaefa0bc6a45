//! Vectors and slices of numbers and values.

use wasm_bindgen::prelude::*;
use wasm_bindgen::Clamped;

use crate::log;

macro_rules! vectors {
    ($case:ident, $ty:ty, $echo:ident, $lent:ident, $show:ident, $fill:ident, [$($item:expr),*]) => {
        #[wasm_bindgen]
        extern "C" {
            #[wasm_bindgen(js_name = echo)]
            fn $echo(values: Vec<$ty>) -> Vec<$ty>;
            #[wasm_bindgen(js_name = echo)]
            fn $lent(values: &[$ty]) -> Vec<$ty>;
            #[wasm_bindgen(js_name = join)]
            fn $show(values: &[$ty]) -> String;
            #[wasm_bindgen(js_name = fill)]
            fn $fill(values: &mut [$ty]);
        }

        #[wasm_bindgen]
        pub fn $case() {
            let mut values: Vec<$ty> = vec![$($item),*];
            log!("{}", $show(&values));
            log!("{:?} {:?}", $lent(&values), $echo(values.clone()));
            $fill(&mut values);
            log!("{:?}", values);
            log!("{:?} {:?} {:?}", $show(&[]), $echo(vec![]), $lent(&[]));
        }
    };
}

vectors!(
    case_vector_i8,
    i8,
    vector_echo_i8,
    vector_lent_i8,
    vector_show_i8,
    vector_fill_i8,
    [0, -128, 127]
);
vectors!(
    case_vector_u8,
    u8,
    vector_echo_u8,
    vector_lent_u8,
    vector_show_u8,
    vector_fill_u8,
    [0, 128, 255]
);
vectors!(
    case_vector_i16,
    i16,
    vector_echo_i16,
    vector_lent_i16,
    vector_show_i16,
    vector_fill_i16,
    [0, -32768, 32767]
);
vectors!(
    case_vector_u16,
    u16,
    vector_echo_u16,
    vector_lent_u16,
    vector_show_u16,
    vector_fill_u16,
    [0, 65535]
);
vectors!(
    case_vector_i32,
    i32,
    vector_echo_i32,
    vector_lent_i32,
    vector_show_i32,
    vector_fill_i32,
    [0, i32::MIN]
);
vectors!(
    case_vector_u32,
    u32,
    vector_echo_u32,
    vector_lent_u32,
    vector_show_u32,
    vector_fill_u32,
    [0, u32::MAX]
);
vectors!(
    case_vector_isize,
    isize,
    vector_echo_is,
    vector_lent_is,
    vector_show_is,
    vector_fill_is,
    [0, -1]
);
vectors!(
    case_vector_usize,
    usize,
    vector_echo_us,
    vector_lent_us,
    vector_show_us,
    vector_fill_us,
    [0, usize::MAX]
);
vectors!(
    case_vector_f32,
    f32,
    vector_echo_f32,
    vector_lent_f32,
    vector_show_f32,
    vector_fill_f32,
    [0.1, -0.0, f32::NAN]
);
vectors!(
    case_vector_f64,
    f64,
    vector_echo_f64,
    vector_lent_f64,
    vector_show_f64,
    vector_fill_f64,
    [0.1, -0.0, f64::MAX]
);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = echo)]
    fn vector_echo_i64(values: Vec<i64>) -> Vec<i64>;
    #[wasm_bindgen(js_name = echo)]
    fn vector_echo_u64(values: &[u64]) -> Vec<u64>;
    #[wasm_bindgen(js_name = echo)]
    fn vector_echo_clamped(values: Clamped<Vec<u8>>) -> Clamped<Vec<u8>>;
    #[wasm_bindgen(js_name = join)]
    fn join_clamped(values: Clamped<&[u8]>) -> String;
    #[wasm_bindgen(js_name = echo)]
    fn vector_echo_boxed(values: Box<[u16]>) -> Box<[u16]>;
    #[wasm_bindgen(js_name = echo)]
    fn vector_echo_values(values: Box<[JsValue]>) -> Box<[JsValue]>;
    #[wasm_bindgen(js_name = join)]
    fn join_values(values: Box<[JsValue]>) -> String;
    #[wasm_bindgen(js_name = value)]
    fn array_of_values(name: &str) -> Box<[JsValue]>;
    #[wasm_bindgen(js_name = sumAll, variadic)]
    fn sum_all(numbers: &[f64]) -> f64;
    #[wasm_bindgen(js_name = countArguments, variadic)]
    fn count_arguments(first: &str, others: &[u8]) -> u32;
    #[wasm_bindgen(js_name = join)]
    fn join_value(value: &JsValue) -> String;
    #[wasm_bindgen(js_name = echo)]
    fn bytes_as_value(values: Vec<u8>) -> JsValue;
}

#[wasm_bindgen]
pub fn case_vector_i64_and_u64() {
    log!("{:?}", vector_echo_i64(vec![0, -1, i64::MIN, i64::MAX]));
    log!("{:?}", vector_echo_u64(&[0, 1, u64::MAX]));
}

#[wasm_bindgen]
pub fn case_vector_clamped() {
    log!("{:?}", vector_echo_clamped(Clamped(vec![0, 255])).0);
    log!("{}", join_clamped(Clamped(&[1, 2])));
}

#[wasm_bindgen]
pub fn case_vector_boxed() {
    log!("{:?}", vector_echo_boxed(vec![1, 65535].into_boxed_slice()));
}

#[wasm_bindgen]
pub fn case_vector_of_values() {
    let values = || {
        vec![
            JsValue::from(1),
            JsValue::from_str("two"),
            JsValue::NULL,
            JsValue::UNDEFINED,
            JsValue::TRUE,
        ]
        .into_boxed_slice()
    };
    log!("{}", join_values(values()));
    log!("{:?}", vector_echo_values(values()));
    log!("{:?}", array_of_values("array"));
    log!("{:?}", array_of_values("empty array"));
}

#[wasm_bindgen]
pub fn case_vector_variadic() {
    log!("{} {}", sum_all(&[]), sum_all(&[1.0, 2.5, 3.0]));
    log!(
        "{} {}",
        count_arguments("a", &[]),
        count_arguments("a", &[1, 2, 3])
    );
}

#[wasm_bindgen]
pub fn case_vector_as_value() {
    let value = bytes_as_value(vec![1, 2, 255]);
    log!(
        "{} {} {}",
        join_value(&value),
        value.is_object(),
        value.is_truthy()
    );
}

#[wasm_bindgen]
pub fn case_vector_as_value_debug_text() {
    log!("{:?}", bytes_as_value(vec![1, 2, 255]));
}

#[wasm_bindgen]
pub fn case_vector_large() {
    let values: Vec<u32> = (0..50_000).collect();
    log!("{}", vector_echo_u32(values.clone()) == values);
    log!("{}", vector_lent_u32(&values) == values);
}
