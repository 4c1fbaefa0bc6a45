//! Rejections that nobody handles: which are reported, and when.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::tasks::{awaited, promised, told};
use crate::*;

#[wasm_bindgen]
pub fn case_unhandled_in_order() {
    P::reject(&"first".into());
    P::resolve(&1.into()).then(&throwing("handler", error("third")));
    P::reject(&error("second"));
    queue_microtask(&noting("microtask"));
    log!("sync");
}

#[wasm_bindgen]
pub fn case_unhandled_derived_only() {
    let promise = P::reject(&"reason".into());
    promise.then(&noting("never"));
    promise.then(&noting("never")).then(&noting("never"));
    promise.finally(&noting("finally"));
}

#[wasm_bindgen]
pub fn case_handled_in_the_same_checkpoint() {
    let promise = P::reject(&"reason".into());
    P::resolve(&1.into()).then(&noting("a")).then(&function(move |_| {
        watch("late", &promise);
        Ok(UNDEFINED)
    }));
}

#[wasm_bindgen]
pub fn case_unhandled_by_combinators() {
    watch("all", &P::all(&list![P::reject(&1.into()), P::reject(&2.into())]));
    P::all(&list![P::reject(&3.into())]);
    P::race(&list![P::resolve(&1.into()), P::reject(&4.into())]);
    P::any(&list![P::reject(&5.into())]);
    P::all_settled(&list![P::reject(&6.into())]);
}

#[wasm_bindgen]
pub fn case_unhandled_adopted() {
    let inner = P::reject(&"inner".into());
    let (_outer, resolve, _) = pending();
    call(&resolve, &inner);
    P::resolve(&settling("t", "of the thenable", true));
    P::resolve(&1.into()).then(&giving("a", P::reject(&"returned".into())));
}

#[wasm_bindgen]
pub fn case_unhandled_twice_settled() {
    let (_promise, resolve, reject) = pending();
    call(&resolve, 1);
    call(&reject, "ignored");
    let (_other, _, reject) = pending();
    call(&reject, "told");
    call(&reject, "ignored");
}

#[wasm_bindgen]
pub fn case_unhandled_of_tasks() {
    promised(async { Err("of a future".into()) });
    spawn_local(async { log!("task {}", told(&awaited(&P::reject(&"seen".into())).await)) });
    promised(async { awaited(&P::reject(&"passed on".into())).await });
}

#[wasm_bindgen]
pub fn case_microtask_throws() {
    queue_microtask(&throwing("first", error("of the microtask")));
    queue_microtask(&noting("second"));
    P::reject(&"rejected".into());
    P::resolve(&1.into()).then(&noting("third"));
}

#[wasm_bindgen]
pub fn case_unhandled_then_the_case_throws() -> Result<(), JsValue> {
    P::reject(&"left behind".into());
    queue_microtask(&noting("microtask"));
    Err(error("out"))
}

#[wasm_bindgen]
pub fn case_unhandled_reasons_of_every_kind() {
    for reason in [UNDEFINED, JsValue::NULL, 1.into(), "text".into(), list![1], error("e")] {
        P::reject(&reason);
    }
}
