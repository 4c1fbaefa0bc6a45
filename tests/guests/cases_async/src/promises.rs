//! `Promise.withResolvers` and `Promise.try`.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::*;

#[wasm_bindgen]
pub fn case_with_resolvers() {
    let made = Promise::<JsValue, JsValue>::with_resolvers::<JsValue, JsValue>();
    let made: JsValue = made.into();
    let keys: Vec<_> = Object::keys(made.unchecked_ref::<Object>()).iter().map(|key| show(&key)).collect();
    log!("{}", keys.join(" "));
    watch("p", member(&made, "promise"));
    call_method(&made, "resolve", &list![resolved(5)]).unwrap_throw();
    call_method(&made, "reject", &list![6]).unwrap_throw();
    ticks(4);
}

fn try_with(args: &JsValue) -> JsValue {
    call_method(&constructor("Promise"), "try", args).unwrap_throw()
}

#[wasm_bindgen]
pub fn case_try() {
    watch("value", try_with(&list![giving("called", 1)]));
    log!("sync");
    watch("promise", try_with(&list![giving("called", resolved(2))]));
    watch("throws", try_with(&list![throwing("called", error("thrown"))]));
    watch("arguments", try_with(&list![function2(|a, b| Ok(list![a, b])), 1, 2]));
    ticks(4);
}

#[wasm_bindgen]
pub fn case_try_without_a_function() {
    watch("nothing", try_with(&list![]));
    watch("number", try_with(&list![5]));
}
