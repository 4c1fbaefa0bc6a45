//! `Array.fromAsync`

use wasm_bindgen::prelude::*;

use crate::*;

fn from_async(args: &JsValue) -> JsValue {
    call_method(&constructor("Array"), "fromAsync", args).unwrap_throw()
}

fn three() -> Vec<JsValue> {
    vec![1.into(), resolved("two"), JsValue::NULL]
}

#[wasm_bindgen]
pub fn case_from_async_array() {
    watch("array", from_async(&list![list![1, resolved(2), JsValue::NULL]]));
    watch("empty", from_async(&list![list![]]));
    watch("text", from_async(&list!["h😀"]));
    ticks(12);
}

#[wasm_bindgen]
pub fn case_from_async_iterable() {
    watch("async", from_async(&list![async_iterable(three())]));
    ticks(12);
}

#[wasm_bindgen]
pub fn case_from_async_sync_iterable() {
    watch("sync", from_async(&list![sync_iterable(three())]));
    ticks(14);
}

#[wasm_bindgen]
pub fn case_from_async_array_like() {
    let like = object(&[
        ("length".into(), 2.into()),
        ("0".into(), resolved("zero")),
        ("1".into(), "one".into()),
    ]);
    watch("like", from_async(&list![like]));
    watch("number", from_async(&list![5]));
    ticks(6);
}

#[wasm_bindgen]
pub fn case_from_async_mapped() {
    let mapper = || {
        function2(|value, index| {
            log!("map {} {}", show(&value), show(&index));
            Ok(resolved(list![value, index]))
        })
    };
    watch("async", from_async(&list![async_iterable(three()), mapper()]));
    watch("sync", from_async(&list![list![1, resolved(2)], mapper()]));
    ticks(16);
}

#[wasm_bindgen]
pub fn case_from_async_mapper_fails() {
    watch("throws", from_async(&list![async_iterable(three()), throwing("map", error("m"))]));
    watch("rejects", from_async(&list![sync_iterable(three()), giving("map", rejected("r"))]));
    ticks(12);
}

#[wasm_bindgen]
pub fn case_from_async_of_nothing() {
    for (name, value) in
        [("undefined", UNDEFINED), ("null", JsValue::NULL), ("object", Object::new().into())]
    {
        watch(name, from_async(&list![value]));
    }
    watch("mapper", from_async(&list![list![1], 5]));
    log!("sync");
}

#[wasm_bindgen]
pub fn case_from_async_rejecting_items() {
    watch("array", from_async(&list![list![1, rejected("no"), 3]]));
    ticks(8);
}

#[wasm_bindgen]
pub fn case_from_async_rejecting_items_of_an_iterator() {
    watch("sync", from_async(&list![sync_iterable(vec![rejected("no"), 2.into()])]));
    ticks(8);
}

#[wasm_bindgen]
pub fn case_from_async_bad_iterators() {
    let throws = iterable(Symbol::async_iterator(), UNDEFINED);
    watch("no iterator", from_async(&list![throws]));
    let next = object(&[("next".into(), throwing("next", error("next")))]);
    watch("next", from_async(&list![iterable(Symbol::async_iterator(), next.clone())]));
    watch("sync next", from_async(&list![iterable(Symbol::iterator(), next)]));
    let number = object(&[(Symbol::async_iterator().into(), 5.into())]);
    watch("number", from_async(&list![number]));
    ticks(6);
}

#[wasm_bindgen]
pub fn case_from_async_step_is_no_object() {
    let step = iterator(vec![], |_| Ok(5.into()));
    watch("async", from_async(&list![iterable(Symbol::async_iterator(), step)]));
}

#[wasm_bindgen]
pub async fn case_from_async_of_the_host() -> Result<(), JsValue> {
    let made = Array::from_async(&counting(3))?;
    log!("{}", told(&settled(made).await));
    let failed = Array::from_async(&failing())?;
    log!("{}", told(&settled(failed).await));
    let mapped = from_async(&list![counting(5), throwing("map", error("m"))]);
    log!("{}", told(&settled(mapped).await));
    Ok(())
}
