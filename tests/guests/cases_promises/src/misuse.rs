//! What is refused, and how promises show.

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

use crate::*;

fn try_call(name: &str, this: &JsValue, function: &JsValue, args: &JsValue) {
    match apply(function, this, args) {
        Ok(value) => log!("{name}: {}", show(&value)),
        Err(error) => log!("{name}: throws {}", text(&error)),
    }
}

fn constructor() -> JsValue {
    member(&js_sys::global(), "Promise")
}

#[wasm_bindgen]
pub fn case_executor_is_no_function() {
    for value in [
        UNDEFINED,
        JsValue::NULL,
        5.into(),
        "text".into(),
        true.into(),
        Object::new().into(),
        list![1],
        P::resolve(&1.into()).into(),
    ] {
        match P::new(&value) {
            Ok(_) => log!("made"),
            Err(error) => log!("{}", text(&error)),
        }
    }
}

#[wasm_bindgen]
pub fn case_called_without_new() {
    try_call("Promise()", &UNDEFINED, &constructor(), &list![noting("never")]);
}

#[wasm_bindgen]
pub fn case_methods_of_others() {
    let prototype = member(&constructor(), "prototype");
    let then = member(&prototype, "then");
    for (name, this) in [
        ("undefined", UNDEFINED),
        ("number", 5.into()),
        ("object", Object::new().into()),
        ("array", list![1]),
        ("prototype", prototype.clone()),
    ] {
        try_call(&format!("then of {name}"), &this, &then, &list![]);
    }
    let catch = member(&prototype, "catch");
    let then = object("then", &function2(|_, rejected| Ok(rejected)));
    try_call("catch is generic", &then, &catch, &list![7]);
    try_call("catch of undefined", &UNDEFINED, &catch, &list![]);
}

#[wasm_bindgen]
pub fn case_text_and_debug() {
    let (waits, _, _) = pending();
    for promise in [waits, P::resolve(&1.into())] {
        log!("{} {:?}", text(&promise), JsValue::from(promise.clone()));
    }
    log!("{:?}", list![P::resolve(&1.into())]);
    log!("json {}", String::from(JSON::stringify(&P::resolve(&1.into())).unwrap_throw()));
    log!("typeof {}", P::resolve(&1.into()).js_typeof().as_string().unwrap_or_default());
}

#[wasm_bindgen]
pub fn case_instances() {
    let promise = P::resolve(&1.into());
    log!("promise {}", promise.has_type::<P>());
    log!("instanceof {}", promise.is_instance_of::<P>());
    log!("js-sys {}", promise.is_instance_of::<js_sys::Promise>());
    log!("object {}", promise.is_instance_of::<Object>());
    log!("thenable {}", settling("t", 1, false).is_instance_of::<P>());
    log!("null {}", JsValue::NULL.is_instance_of::<P>());
    log!("then {}", promise.then(&UNDEFINED).is_instance_of::<P>());
    log!("all {}", P::all(&list![]).is_instance_of::<P>());
}

#[wasm_bindgen]
pub fn case_names_and_lengths() {
    let constructor = constructor();
    let prototype = member(&constructor, "prototype");
    log!("{}", signature(&constructor));
    for key in ["all", "allSettled", "any", "race", "reject", "resolve"] {
        let found = member(&constructor, key);
        log!("{}", signature(&found));
    }
    for key in ["then", "catch", "finally"] {
        let found = member(&prototype, key);
        log!("{}", signature(&found));
    }
    let tag = get(&prototype, &js_sys::Symbol::to_string_tag()).unwrap_throw();
    log!("{}", show(&tag));
}

fn signature(function: &JsValue) -> String {
    format!("{} {}", show(&member(function, "name")), show(&member(function, "length")))
}

#[wasm_bindgen]
pub fn case_properties_of_a_promise() {
    let promise = P::resolve(&1.into());
    log!("keys {}", Object::keys(&promise).length());
    set(&promise, &"mine".into(), &5.into()).unwrap_throw();
    log!("mine {} keys {}", show(&member(&promise, "mine")), Object::keys(&promise).length());
    Object::freeze(&promise);
    log!("frozen {}", Object::is_frozen(&promise));
    watch("frozen", &promise);
    let same = Object::is(&member(&promise, "constructor"), &constructor());
    log!("constructor {same}");
}

#[wasm_bindgen]
pub fn case_resolving_functions() {
    let (_, resolve, reject) = pending();
    log!("{} {}", signature(&resolve), signature(&reject));
    log!("{}", Object::is(&resolve, &reject));
    log!("{}", resolve.is_instance_of::<Function>());
}

#[wasm_bindgen]
pub fn case_statics_without_arguments() {
    let constructor = constructor();
    for key in ["resolve", "reject", "all", "race"] {
        let found = member(&constructor, key);
        let made = apply(&found, &constructor, &list![]);
        watch(key, made.unwrap_throw().unchecked_ref());
    }
}

#[wasm_bindgen]
pub fn case_statics_of_another_receiver() {
    let constructor = constructor();
    for key in ["resolve", "reject", "all", "any"] {
        let found = member(&constructor, key);
        try_call(&format!("{key} of undefined"), &UNDEFINED, &found, &list![1]);
        try_call(&format!("{key} of an object"), &Object::new(), &found, &list![1]);
    }
}
