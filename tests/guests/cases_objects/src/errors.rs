//! `Error` and its family.

use crate::{get, log, n, object, outcome, s, text};
use js_sys::{Error, EvalError, Object, RangeError, ReferenceError, Reflect, SyntaxError, TypeError, UriError};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Error)]
    fn error_of(message: &JsValue) -> JsValue;

    type AggregateError;
    #[wasm_bindgen(constructor, catch)]
    fn new(errors: &JsValue, message: &JsValue) -> Result<AggregateError, JsValue>;

    #[wasm_bindgen(js_namespace = Error, js_name = captureStackTrace)]
    fn capture_stack_trace(target: &JsValue);
}

fn family() -> Vec<JsValue> {
    vec![
        Error::new("m").into(),
        EvalError::new("m").into(),
        RangeError::new("m").into(),
        ReferenceError::new("m").into(),
        SyntaxError::new("m").into(),
        TypeError::new("m").into(),
        UriError::new("m").into(),
    ]
}

#[wasm_bindgen]
pub fn case_error_family() {
    for error in family() {
        log!("{} {:?} {:?}", text(&error), get(&error, "name"), get(&error, "message"));
        log!(
            "{} {} {} {}",
            error.is_instance_of::<Error>(),
            error.is_instance_of::<TypeError>(),
            error.is_instance_of::<RangeError>(),
            error.is_instance_of::<Object>()
        );
        let prototype = Object::get_prototype_of(&error);
        log!("{:?} {:?}", get(&prototype, "name"), get(&prototype, "message"));
        log!("{:?}", get(&get(&prototype, "constructor"), "length"));
    }
}

#[wasm_bindgen]
pub fn case_error_properties() {
    let error = Error::new("text");
    log!("{} {}", error.has_own_property(&s("message")), error.has_own_property(&s("name")));
    log!("{:?}", Object::keys(&error));
    log!("{:?}", Object::get_own_property_descriptor(&error, &s("message")));
    log!("{}", get(&error, "stack").as_string().unwrap().starts_with("Error: text"));
    log!("{}", Reflect::has(&error, &s("cause")).unwrap());
    log!("{}", error.is_prototype_of(&error));
}

#[wasm_bindgen]
pub fn case_error_setters() {
    let error = Error::new("before");
    error.set_message("after");
    error.set_name("Named");
    log!("{} {:?} {:?}", text(&error), error.name(), error.message());
    log!("{:?}", Object::keys(&error));
    error.set_name("");
    log!("{}", text(&error));
    error.set_message("");
    error.set_name("Alone");
    log!("{}", text(&error));
    Reflect::delete_property(&error, &s("name")).unwrap();
    Reflect::delete_property(&error, &s("message")).unwrap();
    log!("{} {:?}", text(&error), error.message());
}

#[wasm_bindgen]
pub fn case_error_messages() {
    log!("{}", text(&error_of(&JsValue::UNDEFINED)));
    log!("{}", text(&error_of(&JsValue::NULL)));
    log!("{}", text(&error_of(&n(1.5))));
    log!("{}", text(&error_of(&Object::new())));
    log!("{}", get(&error_of(&JsValue::UNDEFINED), "message").as_string().unwrap().len());
    let error: JsValue = error_of(&JsValue::UNDEFINED);
    log!("{}", error.unchecked_ref::<Object>().has_own_property(&s("message")));
}

#[wasm_bindgen]
pub fn case_error_cause() {
    let error = Error::new_with_options("outer", &object(&[("cause", s("why"))]));
    log!("{:?} {}", error.cause(), error.has_own_property(&s("cause")));
    log!("{:?}", Object::get_own_property_descriptor(&error, &s("cause")));
    let inner: JsValue = TypeError::new("inner").into();
    let error = Error::new_with_options("outer", &object(&[("cause", inner.clone())]));
    log!("{}", error.cause() == inner);
    let error = Error::new_with_options("outer", &object(&[("cause", JsValue::UNDEFINED)]));
    log!("{}", error.has_own_property(&s("cause")));
    let error = Error::new_with_options("outer", &Object::new());
    log!("{} {:?}", error.has_own_property(&s("cause")), error.cause());
    error.set_cause(&n(5.0));
    log!("{:?} {:?}", error.cause(), Object::keys(&error));
}

#[wasm_bindgen]
pub fn case_error_own_property() {
    let error = RangeError::new("m");
    Reflect::set(&error, &s("code"), &s("E_RANGE")).unwrap();
    log!("{:?} {:?}", get(&error, "code"), Object::keys(&error));
}

#[wasm_bindgen]
pub fn case_aggregate_error() {
    let errors = crate::array(&[n(1.0), Error::new("x").into()]);
    let error: JsValue = AggregateError::new(&errors, &s("several")).unwrap().into();
    log!("{} {:?}", text(&error), get(&get(&error, "errors"), "length"));
    log!("{} {}", error.is_instance_of::<Error>(), error.is_instance_of::<AggregateError>());
    log!("{:?}", Object::keys(error.unchecked_ref::<Object>()));
    log!("{}", outcome(AggregateError::new(&n(1.0), &s("m")).map(JsValue::from)).starts_with("throws TypeError"));
}

#[wasm_bindgen]
pub fn case_error_capture_stack_trace() {
    let value = object(&[("name", s("Mine")), ("message", s("text"))]);
    capture_stack_trace(&value);
    log!("{}", get(&value, "stack").as_string().unwrap().starts_with("Mine: text"));
    log!("{:?}", Object::keys(&value));
}

#[wasm_bindgen]
pub fn case_error_thrown() -> Result<(), JsValue> {
    Err(RangeError::new("out of range").into())
}

#[wasm_bindgen]
pub fn case_error_renamed_thrown() -> Result<(), JsValue> {
    let error = Error::new("text");
    error.set_name("Renamed");
    Err(error.into())
}

#[wasm_bindgen]
pub fn case_js_error_thrown() -> Result<(), JsError> {
    Err(JsError::new("from Rust"))
}

#[wasm_bindgen]
pub fn case_error_stack_trace_limit() {
    let constructor = Error::new("").constructor();
    log!("{:?}", get(&constructor, "stackTraceLimit"));
    log!("{}", Reflect::set(&constructor, &s("stackTraceLimit"), &n(10.0)).unwrap());
    log!("{:?}", Object::keys(&constructor));
}
