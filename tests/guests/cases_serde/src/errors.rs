//! Errors: what they say, and what they are in JavaScript.

use crate::*;

#[wasm_bindgen]
pub fn case_errors_are_errors() {
    let error = from_value::<i32>("text".into()).unwrap_err();
    log!("{error}");
    let value: JsValue = error.into();
    log!("is an Error: {}", value.is_instance_of::<js_sys::Error>());
    log!("{}", text_of(&value));
}

#[wasm_bindgen]
pub fn case_errors_of_rust_are_thrown() -> Result<(), JsValue> {
    from_value::<Point>(json("{\"x\": \"one\"}"))?;
    Ok(())
}

#[wasm_bindgen]
pub fn case_errors_of_serializing_are_thrown() -> Result<(), JsValue> {
    to_value(&u64::MAX)?;
    Ok(())
}

#[wasm_bindgen]
pub fn case_errors_deep_inside() {
    read::<Everything>("Everything", json("{\"flag\": true, \"small\": 500}"));
    read::<Vec<Point>>("list", json("[{\"x\": 1, \"y\": 2}, {\"x\": null}]"));
    read::<Vec<Shape>>("shapes", json("[\"Empty\", {\"Box\": {\"width\": -1}}]"));
}

#[wasm_bindgen]
pub fn case_a_getter_that_throws() {
    let object = js_sys::Object::new();
    let getter = Closure::<dyn FnMut() -> Result<JsValue, JsValue>>::new(|| {
        Err(js_sys::RangeError::new("from the getter").into())
    })
    .into_js_value();
    let iterable = json("{}");
    let method = js_sys::Reflect::get(&object, &"toString".into()).unwrap();
    js_sys::Reflect::set(&iterable, &js_sys::Symbol::iterator(), &getter).unwrap();
    log!("{}", method.is_function());
    read::<Vec<i32>>("an iterator that fails", iterable);
}
