//! Exceptions both ways.

use wasm_bindgen::prelude::*;

use crate::{first_line, log};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = raise)]
    fn try_raise(what: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_name = echo)]
    fn try_echo_f64(value: f64) -> Result<f64, JsValue>;
    #[wasm_bindgen(catch, js_name = echo)]
    fn try_echo_string(value: &str) -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_name = echo)]
    fn try_echo_option(value: Option<u32>) -> Result<Option<u32>, JsValue>;
    #[wasm_bindgen(catch, js_name = raise)]
    fn try_string(what: &str) -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_name = raise)]
    fn try_f64(what: &str) -> Result<f64, JsValue>;
    #[wasm_bindgen(catch, js_name = raise)]
    fn try_u64(what: &str) -> Result<u64, JsValue>;
    #[wasm_bindgen(catch, js_name = raise)]
    fn try_value(what: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = raise)]
    fn try_vector(what: &str) -> Result<Vec<f64>, JsValue>;
    #[wasm_bindgen(js_name = raise)]
    fn raise(what: &str);
    #[wasm_bindgen(catch, js_name = call)]
    fn try_call(function: &dyn Fn()) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_name = call)]
    fn try_call_result(function: &dyn Fn() -> Result<(), JsValue>) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = same)]
    fn same(left: &JsValue, right: &JsValue) -> bool;
    #[wasm_bindgen(js_name = value)]
    fn value(name: &str) -> JsValue;
    #[wasm_bindgen(js_name = show)]
    fn show(value: &JsValue) -> String;

    type Named;
    #[wasm_bindgen(method, getter)]
    fn name(this: &Named) -> String;
    #[wasm_bindgen(method, getter)]
    fn message(this: &Named) -> String;
}

fn named(error: JsValue) -> String {
    use wasm_bindgen::JsCast;
    let error: Named = error.unchecked_into();
    format!("{} / {}", error.name(), error.message())
}

#[wasm_bindgen]
pub fn case_error_caught() {
    for what in ["error", "type error", "range error", "bare error"] {
        let error = try_raise(what).unwrap_err();
        log!("{} {}", error.is_object(), show(&error));
        log!("{}", first_line(&error));
        log!("{}", named(error));
    }
}

#[wasm_bindgen]
pub fn case_error_caught_value() {
    for what in [
        "text",
        "one",
        "half",
        "null",
        "undefined",
        "true",
        "big huge",
    ] {
        let error = try_raise(what).unwrap_err();
        log!("{} {} {}", what, show(&error), error == value(what));
    }
}

#[wasm_bindgen]
pub fn case_error_caught_instead_of_a_result() {
    log!("{:?}", try_string("text"));
    log!("{:?}", try_f64("text"));
    log!("{:?}", try_value("text"));
    log!("{:?}", try_vector("text"));
}

#[wasm_bindgen]
pub fn case_error_caught_instead_of_a_u64() {
    log!("{:?}", try_u64("text"));
}

#[wasm_bindgen]
pub fn case_error_none() {
    log!("{:?} {:?}", try_echo_f64(-0.0), try_echo_string("text"));
    log!("{:?} {:?}", try_echo_option(Some(3)), try_echo_option(None));
}

#[wasm_bindgen]
pub fn case_error_leaves() {
    log!("before");
    raise("error");
    log!("not reached");
}

#[wasm_bindgen]
pub fn case_error_type_error_leaves() {
    raise("type error");
}

#[wasm_bindgen]
pub fn case_error_bare_leaves() {
    raise("bare error");
}

#[wasm_bindgen]
pub fn case_error_text_leaves() {
    raise("text");
}

#[wasm_bindgen]
pub fn case_error_null_leaves() {
    raise("null");
}

#[wasm_bindgen]
pub fn case_error_undefined_leaves() {
    raise("undefined");
}

#[wasm_bindgen]
pub fn case_error_result_text() -> Result<(), JsValue> {
    log!("before");
    Err(JsValue::from_str("an Err"))
}

#[wasm_bindgen]
pub fn case_error_result_number() -> Result<(), JsValue> {
    Err(JsValue::from(1.5))
}

#[wasm_bindgen]
pub fn case_error_result_bigint() -> Result<(), JsValue> {
    Err(JsValue::from(15u64))
}

#[wasm_bindgen]
pub fn case_error_result_undefined() -> Result<(), JsValue> {
    Err(JsValue::UNDEFINED)
}

#[wasm_bindgen]
pub fn case_error_result_js_error() -> Result<(), JsValue> {
    Err(JsError::new("a JsError").into())
}

#[wasm_bindgen]
pub fn case_error_result_of_rust() -> Result<(), JsError> {
    log!("{}", "12".parse::<u8>()?);
    log!("{}", "x12".parse::<u8>()?);
    Ok(())
}

#[wasm_bindgen]
pub fn case_error_result_ok() -> Result<(), JsValue> {
    Ok(())
}

#[wasm_bindgen]
pub fn case_error_passed_on() -> Result<(), JsValue> {
    try_raise("range error")
}

#[wasm_bindgen]
pub fn case_error_keeps_identity() {
    let error = try_raise("error").unwrap_err();
    let kept = error.clone();
    let again = try_call_result(&|| Err(error.clone())).unwrap_err();
    log!("{} {}", same(&kept, &again), kept == again);
}

#[wasm_bindgen]
pub fn case_error_through_rust_and_host() {
    log!("{}", first_line(&try_call(&|| raise("error")).unwrap_err()));
    log!("{:?}", try_call(&|| raise("text")).unwrap_err());
    log!("{}", try_call(&|| ()).is_ok());
}

#[wasm_bindgen]
pub fn case_error_nested_twice() {
    let result = try_call(&|| {
        log!("{}", try_call(&|| raise("one")).is_err());
        raise("half");
    });
    log!("{:?}", result);
}

#[wasm_bindgen]
pub fn case_error_throw_str() {
    log!(
        "{}",
        first_line(&try_call(&|| wasm_bindgen::throw_str("thrown")).unwrap_err())
    );
    wasm_bindgen::throw_str("and left");
}

#[wasm_bindgen]
pub fn case_error_throw_val() {
    log!(
        "{:?}",
        try_call(&|| wasm_bindgen::throw_val(JsValue::from(5)))
    );
    wasm_bindgen::throw_val(JsValue::from_str("and left"));
}

#[wasm_bindgen]
pub fn case_error_expect_throw() {
    log!("{}", Some(5).expect_throw("not thrown"));
    None::<u32>.expect_throw("nothing there");
}

#[wasm_bindgen]
pub fn case_error_js_error_as_value() {
    let error: JsValue = JsError::new("its message").into();
    log!("{} {}", error.is_object(), error.is_function());
    log!("{}", named(error.clone()));
    log!("{}", show(&error));
}

#[wasm_bindgen]
pub fn case_error_panic_traps() {
    log!("before");
    let nothing: Option<u32> = if value("undefined").is_undefined() {
        None
    } else {
        Some(1)
    };
    log!("{}", nothing.unwrap());
}

#[wasm_bindgen]
pub fn case_error_trap_is_caught_by_the_host() {
    // A trap is an Error to JavaScript: the guest may go on.
    let result = try_call(&|| log!("{}", value("one").as_string().unwrap()));
    log!("{}", result.is_err());
}
