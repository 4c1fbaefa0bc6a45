//! String enums, C-like enums with negative values, and vectors of both.

use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen::prelude::*;

use crate::{echoes, log};

#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    Happy = "happy",
    Sad = "sad",
    Empty = "",
}

#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    Below = -1,
    Zero = 0,
    Above = 7,
}

#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wide {
    Small = 0,
    Large = 2_000_000_000,
}

echoes! {
    echo_mood: Mood,
    echo_option_mood: Option<Mood>,
    echo_level: Level,
    echo_option_level: Option<Level>,
    echo_wide: Wide,
    echo_option_wide: Option<Wide>,
    echo_vec_level: Vec<Level>,
}

#[wasm_bindgen]
extern "C" {
    /// `typeof` and text of a value.
    fn show(value: JsValue) -> String;
    #[wasm_bindgen(js_name = show)]
    fn show_mood(value: Mood) -> String;
    #[wasm_bindgen(js_name = show)]
    fn show_option_mood(value: Option<Mood>) -> String;
    #[wasm_bindgen(js_name = show)]
    fn show_level(value: Level) -> String;
    #[wasm_bindgen(js_name = constant)]
    fn mood_named(name: &str) -> Mood;
    #[wasm_bindgen(js_name = constant)]
    fn option_mood_named(name: &str) -> Option<Mood>;
}

#[wasm_bindgen]
pub fn case_enum_string() {
    for mood in [Mood::Happy, Mood::Sad, Mood::Empty] {
        log!("{:?} {} {:?}", mood, show_mood(mood), echo_mood(mood));
    }
    log!("{:?}", mood_named("text"));
    log!("{:?}", mood_named("number"));
    log!("{:?}", mood_named("happy"));
}

#[wasm_bindgen]
pub fn case_enum_string_option() {
    log!("{:?} {:?}", echo_option_mood(Some(Mood::Empty)), echo_option_mood(None));
    log!("{} {}", show_option_mood(Some(Mood::Sad)), show_option_mood(None));
    log!("{:?}", option_mood_named("text"));
    log!("{:?} {:?}", option_mood_named("undefined"), option_mood_named("null"));
}

#[wasm_bindgen]
pub fn case_enum_string_as_value() {
    log!("{}", show(JsValue::from(Mood::Sad)));
    log!("{:?}", Mood::from_js_value(&JsValue::from_str("happy")));
    log!("{:?}", Mood::from_js_value(&JsValue::from_str("glad")));
    log!("{:?}", Mood::from_js_value(&JsValue::from_f64(1.0)));
}

#[wasm_bindgen]
pub fn case_enum_signed() {
    for level in [Level::Below, Level::Zero, Level::Above] {
        log!("{:?} {} {:?}", level, show_level(level), echo_level(level));
        log!("{:?}", echo_option_level(Some(level)));
    }
    log!("{:?}", echo_option_level(None));
    log!("{}", show(JsValue::from(Level::Below)));
    log!("{:?}", Level::try_from_js_value(JsValue::from_f64(-1.0)).ok());
    log!("{:?}", Level::try_from_js_value(JsValue::from_f64(3.0)).ok());
}

#[wasm_bindgen]
pub fn case_enum_wide() {
    log!("{:?} {:?}", echo_wide(Wide::Small), echo_wide(Wide::Large));
    log!("{:?} {:?}", echo_option_wide(Some(Wide::Large)), echo_option_wide(None));
}

#[wasm_bindgen]
pub fn case_enum_vectors() {
    log!("{:?}", echo_vec_level(vec![Level::Above, Level::Below]));
    log!("{:?}", echo_vec_level(vec![]));
}
