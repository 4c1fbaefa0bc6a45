//! Promises in slots, and tasks that await them.

use std::cell::RefCell;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{spawn_local, JsFuture};

use crate::closures::{function, try_call};
use crate::{record, record_thrown};

#[wasm_bindgen]
extern "C" {
    /// A coroutine of the application's, which ends when that decides so.
    #[wasm_bindgen(catch)]
    async fn ask() -> Result<JsValue, JsValue>;

    type Thenable;
    #[wasm_bindgen(method, js_name = then)]
    fn then_any(this: &Thenable, fulfilled: &JsValue, rejected: &JsValue) -> JsValue;
}

const PROMISES: usize = 3;

struct Deferred {
    promise: Promise,
    resolve: Function,
    reject: Function,
}

thread_local! {
    static SLOTS: RefCell<[Option<Deferred>; PROMISES]> = RefCell::default();
}

fn with<R>(slot: usize, get: impl FnOnce(&Deferred) -> R) -> Option<R> {
    SLOTS.with_borrow(|slots| slots[slot % PROMISES].as_ref().map(get))
}

fn promise(slot: usize) -> Option<Promise> {
    with(slot, |deferred| deferred.promise.clone())
}

pub fn new_promise(slot: usize) {
    let mut functions = None;
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        functions = Some((resolve, reject));
    });
    let (resolve, reject) = functions.unwrap_throw();
    let made = Deferred { promise: promise.unchecked_into(), resolve, reject };
    let old = SLOTS.with_borrow_mut(|slots| slots[slot % PROMISES].replace(made));
    drop(old);
}

pub fn settle(slot: usize, value: usize, fulfil: bool) {
    let settle = |deferred: &Deferred| {
        if fulfil { &deferred.resolve } else { &deferred.reject }.clone()
    };
    if let Some(settle) = with(slot, settle) {
        settle.call1(&JsValue::UNDEFINED, &JsValue::from(value as u32)).unwrap_throw();
    }
}

/// Resolves a promise with another, or with itself.
pub fn adopt(slot: usize, other: usize) {
    let resolve = with(slot, |deferred| deferred.resolve.clone());
    if let (Some(resolve), Some(promise)) = (resolve, promise(other)) {
        resolve.call1(&JsValue::UNDEFINED, &promise).unwrap_throw();
    }
}

pub fn then(slot: usize, closure: usize, which: usize) {
    if let (Some(promise), Some(function)) = (promise(slot), function(closure)) {
        let none = JsValue::UNDEFINED;
        let (fulfilled, rejected) = match which % 3 {
            0 => (&function, &none),
            1 => (&none, &function),
            _ => (&function, &function),
        };
        promise.unchecked_ref::<Thenable>().then_any(fulfilled, rejected);
    }
}

fn told(outcome: Result<JsValue, JsValue>) {
    match outcome {
        Ok(value) => record(&format!("fulfilled {}", value.as_f64().unwrap_or(-1.0))),
        Err(reason) => record_thrown("rejected", &reason),
    }
}

/// A task awaits a promise, then calls what the closure's slot has by that time.
pub fn spawn_await(slot: usize, closure: usize) {
    let Some(promise) = promise(slot) else { return };
    spawn_local(async move {
        told(JsFuture::from(promise).await);
        try_call(closure);
    });
}

pub fn spawn_asking(closure: usize) {
    spawn_local(async move {
        told(ask().await);
        try_call(closure);
    });
}

/// Gives the application what a promise will be.
#[wasm_bindgen]
pub async fn wait(slot: usize) -> Result<JsValue, JsValue> {
    match promise(slot) {
        Some(promise) => JsFuture::from(promise).await,
        None => Ok(JsValue::from(1000)),
    }
}
