//! What wasm-bindgen has from 0.2.100 on.

use wasm_bindgen::prelude::*;

use crate::log;

#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Happy = "happy",
    Sad = "sad",
    Odd = "o\u{1f980}d",
}

#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    Below = -5,
    Zero = 0,
    Above = 5,
}

#[wasm_bindgen]
pub struct Numbered {
    pub number: i32,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_i128(value: i128) -> i128;
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_u128(value: u128) -> u128;
    #[wasm_bindgen(js_name = text)]
    fn modern_text_i128(value: i128) -> String;
    #[wasm_bindgen(js_name = text)]
    fn modern_text_u128(value: u128) -> String;
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_option_i128(value: Option<i128>) -> Option<i128>;
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_option_u128(value: Option<u128>) -> Option<u128>;
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_mood(mood: Mood) -> Mood;
    #[wasm_bindgen(js_name = show)]
    fn modern_show_mood(mood: Mood) -> String;
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_option_mood(mood: Option<Mood>) -> Option<Mood>;
    #[wasm_bindgen(js_name = show)]
    fn modern_show_option_mood(mood: Option<Mood>) -> String;
    #[wasm_bindgen(js_name = value)]
    fn mood_of_value(name: &str) -> Mood;
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_signed(signed: Signed) -> Signed;
    #[wasm_bindgen(js_name = show)]
    fn modern_show_signed(signed: Signed) -> String;
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_option_signed(signed: Option<Signed>) -> Option<Signed>;
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_strings(values: Vec<String>) -> Vec<String>;
    #[wasm_bindgen(js_name = join)]
    fn modern_join_strings(values: Vec<String>) -> String;
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_values(values: Vec<JsValue>) -> Vec<JsValue>;
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_signeds(values: Vec<Signed>) -> Vec<Signed>;
    #[wasm_bindgen(js_name = echo)]
    fn modern_echo_numbered(values: Vec<Numbered>) -> Vec<Numbered>;
    #[wasm_bindgen(js_name = call)]
    fn modern_call_i128(function: &dyn Fn(i128) -> i128, value: i128) -> i128;
    #[wasm_bindgen(js_name = call)]
    fn modern_call_strings(
        function: &dyn Fn(Vec<String>) -> Vec<String>,
        values: Vec<String>,
    ) -> Vec<String>;
}

#[wasm_bindgen]
pub fn case_modern_i128() {
    for value in [0, -1, i128::MIN, i128::MAX, 1 << 64, -(1 << 64)] {
        log!("{} {}", modern_echo_i128(value), modern_text_i128(value));
        log!(
            "{:?} {}",
            modern_echo_option_i128(Some(value)),
            modern_call_i128(&|value| value ^ 1, value)
        );
    }
    log!("{:?}", modern_echo_option_i128(None));
}

#[wasm_bindgen]
pub fn case_modern_u128() {
    for value in [0, 1, u128::MAX, 1 << 64, u128::from(u64::MAX)] {
        log!("{} {}", modern_echo_u128(value), modern_text_u128(value));
        log!("{:?}", modern_echo_option_u128(Some(value)));
    }
    log!("{:?}", modern_echo_option_u128(None));
}

#[wasm_bindgen]
pub fn case_modern_string_enum() {
    for mood in [Mood::Happy, Mood::Sad, Mood::Odd] {
        log!("{:?} {}", modern_echo_mood(mood), modern_show_mood(mood));
        log!(
            "{:?} {}",
            modern_echo_option_mood(Some(mood)),
            modern_show_option_mood(Some(mood))
        );
    }
    log!(
        "{:?} {}",
        modern_echo_option_mood(None),
        modern_show_option_mood(None)
    );
}

#[wasm_bindgen]
pub fn case_modern_string_enum_unknown() {
    log!("{:?}", mood_of_value("text") == Mood::__Invalid);
}

#[wasm_bindgen]
pub fn case_modern_signed_enum() {
    for signed in [Signed::Below, Signed::Zero, Signed::Above] {
        log!(
            "{:?} {}",
            modern_echo_signed(signed),
            modern_show_signed(signed)
        );
        log!("{:?}", modern_echo_option_signed(Some(signed)));
    }
    log!("{:?}", modern_echo_option_signed(None));
}

#[wasm_bindgen]
pub fn case_modern_vector_of_strings() {
    let values = || vec![String::new(), "text".to_string(), "\u{1f980}".to_string()];
    log!(
        "{:?} {}",
        modern_echo_strings(values()),
        modern_join_strings(values())
    );
    log!("{:?}", modern_echo_strings(Vec::new()));
    log!(
        "{:?}",
        modern_call_strings(
            &|mut values| {
                values.reverse();
                values
            },
            values()
        )
    );
}

#[wasm_bindgen]
pub fn case_modern_vector_of_values() {
    log!(
        "{:?}",
        modern_echo_values(vec![JsValue::NULL, JsValue::from(1), JsValue::from("text")])
    );
}

#[wasm_bindgen]
pub fn case_modern_vector_of_enums() {
    log!(
        "{:?}",
        modern_echo_signeds(vec![Signed::Below, Signed::Above])
    );
}

#[wasm_bindgen]
pub fn case_modern_vector_of_structs() {
    let values = (0..3).map(|number| Numbered { number }).collect();
    let back: Vec<i32> = modern_echo_numbered(values)
        .iter()
        .map(|each| each.number)
        .collect();
    log!("{:?}", back);
}
