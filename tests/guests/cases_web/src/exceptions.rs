//! `DOMException`, made and caught.

use crate::{log, text_of};
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::DomException;

fn show(error: &DomException) {
    log!("{} | {} | {} | {}", text_of(error), error.name(), error.message(), error.code());
}

#[wasm_bindgen]
pub fn case_exceptions_are_made() {
    show(&DomException::new().unwrap());
    show(&DomException::new_with_message("text").unwrap());
    for name in ["AbortError", "TimeoutError", "DataCloneError", "NotFoundError", "MineError"] {
        show(&DomException::new_with_message_and_name("text", name).unwrap());
    }
    let made = DomException::new_with_message_and_name("text", "AbortError").unwrap();
    log!("{}", made.is_instance_of::<js_sys::Error>());
    log!("{}", made.is_instance_of::<js_sys::TypeError>());
    log!("{:?}", Reflect::own_keys(&made).unwrap());
    log!("{}", js_sys::Object::from(JsValue::from(made)).to_string());
    log!("{} {}", DomException::ABORT_ERR, DomException::DATA_CLONE_ERR);
    let class = Reflect::get(&js_sys::global(), &"DOMException".into()).unwrap();
    log!("{:?}", Reflect::get(&class, &"QUOTA_EXCEEDED_ERR".into()).unwrap());
}

#[wasm_bindgen]
pub fn case_exceptions_are_thrown() -> Result<(), JsValue> {
    Err(DomException::new_with_message_and_name("gone", "AbortError").unwrap().into())
}
