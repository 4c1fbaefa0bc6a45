//! The console: every function that web-sys has, as far as what it shows is the same each time.

use crate::json;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::console;

fn say(items: &[JsValue]) {
    console::log(&items.iter().collect::<Array>());
}

#[wasm_bindgen]
pub fn case_console_levels() {
    console::log_1(&"log".into());
    console::info_1(&"info".into());
    console::debug_1(&"debug".into());
    console::warn_1(&"warn".into());
    console::error_1(&"error".into());
    console::dirxml_1(&"dirxml".into());
    console::log_0();
    console::log_3(&"many".into(), &1.into(), &JsValue::TRUE);
}

#[wasm_bindgen]
pub fn case_console_styles() {
    let bold = JsValue::from("font-weight: bold; color: #f00");
    say(&["%cred%c plain".into(), bold.clone(), "".into()]);
    say(&["%c%s%c: %d%%".into(), bold.clone(), "load".into(), "".into(), 75.into()]);
    say(&["%conly".into()]);
    say(&["%cred".into(), bold.clone(), bold.clone()]);
    say(&["100%".into(), bold]);
}

fn say_each(specifiers: &[&str], values: &[JsValue]) {
    for value in values {
        for specifier in specifiers {
            say(&[format!("{specifier} of").into(), value.clone()]);
        }
    }
}

#[wasm_bindgen]
pub fn case_console_specifiers() {
    say_each(
        &["%s", "%O", "%%", "%x", "%"],
        &[
            JsValue::from("text"),
            5.into(),
            5.75.into(),
            (-0.0).into(),
            JsValue::TRUE,
            JsValue::NULL,
            JsValue::UNDEFINED,
            json("[1, \"two\", null]"),
        ],
    );
    say_each(&["%d", "%i", "%f"], &[5.into(), (-7).into(), "42".into(), "px".into()]);
    say_each(&["%i", "%f"], &[5.75.into(), "42.9px".into()]);
    say_each(&["%O", "%%", "%x"], &[json("{\"a\": [1, {\"b\": 2}]}")]);
    say(&["%s and %s".into(), 1.into()]);
    say(&["%s".into(), 1.into(), "two".into(), json("[3]")]);
    say(&[1.into(), "%s".into(), 2.into()]);
}

/// What the Console Standard leaves open, or says otherwise than Node does.
#[wasm_bindgen]
pub fn case_console_specifiers_of_other_values() {
    say_each(&["%d"], &[5.75.into(), "42.9px".into(), JsValue::TRUE, JsValue::NULL]);
    say_each(&["%f"], &[(-0.0).into()]);
    say_each(&["%s"], &[json("{\"a\": [1]}")]);
    say_each(&["%j"], &["text".into()]);
    console::assert_with_condition_and_data_1(false, &json("{\"a\": 1}"));
}

#[wasm_bindgen]
pub fn case_console_groups() {
    console::group_1(&"outer".into());
    console::log_1(&"one\ntwo".into());
    console::group_collapsed_1(&"inner".into());
    console::warn_1(&"deep".into());
    console::group_end();
    console::info_1(&"less deep".into());
    console::group_0();
    console::log_1(&"deep again".into());
    console::group_end();
    console::group_end();
    console::group_end();
    console::log_1(&"outside".into());
}

#[wasm_bindgen]
pub fn case_console_counts() {
    console::count();
    console::count_with_label("steps");
    console::count();
    console::count_reset();
    console::count();
    console::count_reset_with_label("steps");
    console::count_with_label("steps");
}

#[wasm_bindgen]
pub fn case_console_asserts() {
    console::assert_with_condition_and_data_0(false);
    console::assert_with_condition_and_data_1(true, &"not said".into());
    console::assert_with_condition_and_data_1(false, &"said".into());
    console::assert_with_condition_and_data_2(false, &"%d said".into(), &5.into());
}

#[wasm_bindgen]
pub fn case_console_dir() {
    console::dir_1(&"text".into());
    console::dir_1(&json("{\"a\": {\"b\": [1]}}"));
    console::dir_2(&json("[1]"), &json("{}"));
}

/// Calls what shows times, or differs from one host to another.
#[wasm_bindgen]
pub fn show_times_and_tables() {
    console::time_with_label("t");
    console::time_log_with_label_and_data_1("t", &"so far".into());
    console::time_end_with_label("t");
    console::time_end_with_label("t");
    console::count_reset_with_label("nothing");
    console::table_1(&json("[{\"a\": 1, \"b\": \"x\"}, {\"a\": 2}]"));
    console::trace_1(&"here".into());
    console::profile_1(&"p".into());
    console::profile_end_1(&"p".into());
    console::time_stamp();
    console::clear();
}
