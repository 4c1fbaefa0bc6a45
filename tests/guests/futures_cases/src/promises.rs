//! `JsFuture`, `future_to_promise`, and promises that do not keep to what is usual.

use futures::future::{join, select, Either};
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{future_to_promise, JsFuture};

use crate::{record, told, yield_now};

#[wasm_bindgen]
pub async fn await_promise(promise: Promise) -> Result<JsValue, JsValue> {
    JsFuture::from(promise).await
}

/// Awaits anything, as `Promise.resolve` takes it.
#[wasm_bindgen]
pub async fn outcome(value: JsValue) -> String {
    told(JsFuture::from(Promise::resolve(&value)).await)
}

#[wasm_bindgen]
pub fn promise_of(value: JsValue) -> Promise {
    future_to_promise(async move {
        yield_now().await;
        Ok(value)
    })
}

#[wasm_bindgen]
pub fn promise_rejected(reason: JsValue) -> Promise {
    future_to_promise(async move { Err(reason) })
}

#[wasm_bindgen]
pub async fn await_own(value: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(promise_of(value)).await
}

#[wasm_bindgen]
pub async fn await_own_rejected(reason: JsValue) -> String {
    told(JsFuture::from(promise_rejected(reason)).await)
}

#[wasm_bindgen]
pub async fn both(a: Promise, b: Promise) -> String {
    let (a, b) = join(JsFuture::from(a), JsFuture::from(b)).await;
    format!("{}, {}", told(a), told(b))
}

#[wasm_bindgen]
pub async fn either(a: Promise, b: Promise) -> String {
    match select(JsFuture::from(a), JsFuture::from(b)).await {
        Either::Left((outcome, _)) => format!("left {}", told(outcome)),
        Either::Right((outcome, _)) => format!("right {}", told(outcome)),
    }
}

/// Makes a future of a promise and drops it, awaited by nobody.
#[wasm_bindgen]
pub fn drop_unawaited(promise: Promise) {
    drop(JsFuture::from(promise));
}

#[wasm_bindgen]
pub async fn all(promises: js_sys::Array) -> String {
    told(JsFuture::from(Promise::all(&promises)).await)
}

#[wasm_bindgen]
pub async fn race(promises: js_sys::Array) -> String {
    told(JsFuture::from(Promise::race(&promises)).await)
}

fn settled_by(settle: &mut dyn FnMut(Function, Function)) -> Promise {
    Promise::new(&mut |resolve, reject| settle(resolve.into(), reject.into()))
}

/// Settles a promise twice; the first one counts. `how` has two letters, each `v` or `e`.
#[wasm_bindgen]
pub async fn settled_twice(how: String) -> String {
    let promise = settled_by(&mut |resolve, reject| {
        for (n, letter) in how.chars().enumerate() {
            let settle = if letter == 'v' { &resolve } else { &reject };
            let value = JsValue::from(n as u32 + 1);
            settle.call1(&JsValue::NULL, &value).unwrap_throw();
        }
    });
    told(JsFuture::from(promise).await)
}

#[wasm_bindgen]
pub async fn resolved_with_itself() -> String {
    let mut kept = None;
    let promise = settled_by(&mut |resolve, _| kept = Some(resolve));
    let resolve = kept.unwrap_throw();
    resolve.call1(&JsValue::NULL, &promise).unwrap_throw();
    told(JsFuture::from(promise).await)
}

/// Awaits an object of JavaScript's whose `then` throws, before or after it resolves.
#[wasm_bindgen]
pub async fn throwing_thenable(resolve_first: bool) -> String {
    let then = Closure::wrap(Box::new(move |resolve: Function| {
        if resolve_first {
            resolve.call1(&JsValue::NULL, &"kept".into()).unwrap_throw();
        }
        wasm_bindgen::throw_str("thrown by then");
    }) as Box<dyn FnMut(Function)>);
    let thenable = Object::new();
    Reflect::set(&thenable, &"then".into(), then.as_ref()).unwrap_throw();
    let thenable = JsValue::from(thenable);
    told(JsFuture::from(Promise::resolve(&thenable)).await)
}

/// A promise whose executor throws.
#[wasm_bindgen]
pub async fn throwing_executor() -> String {
    let promise = settled_by(&mut |_, _| wasm_bindgen::throw_str("thrown by the executor"));
    told(JsFuture::from(promise).await)
}

/// `then` and `catch` with closures of Rust's, and a promise returned by one of them.
#[wasm_bindgen]
pub async fn chained(promise: Promise) -> String {
    let double = Closure::wrap(Box::new(|value: JsValue| {
        record(&format!("then {value:?}"));
    }) as Box<dyn FnMut(JsValue)>);
    let caught = Closure::wrap(Box::new(|reason: JsValue| {
        record(&format!("catch, {}", told(Err(reason))));
    }) as Box<dyn FnMut(JsValue)>);
    let last: Function = promise.unchecked_into::<JsValue>().unchecked_into();
    let then: Function = Reflect::get(&last, &"then".into()).unwrap_throw().unchecked_into();
    let next = then.call1(&last, double.as_ref()).unwrap_throw();
    let catch: Function = Reflect::get(&next, &"catch".into()).unwrap_throw().unchecked_into();
    let end = catch.call1(&next, caught.as_ref()).unwrap_throw();
    told(JsFuture::from(Promise::resolve(&end)).await)
}
