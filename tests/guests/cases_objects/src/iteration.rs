//! The iteration protocols.

use crate::{array, function0, function1, get, log, n, object, outcome, s, text};
use js_sys::{Array, IteratorNext, Object, Reflect, Symbol};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

fn result(value: JsValue, done: bool) -> JsValue {
    object(&[("value", value), ("done", done.into())]).into()
}

/// An iterable that counts to a limit and records when it is closed.
fn counting(limit: u32) -> Object {
    let count = Rc::new(Cell::new(0));
    let next = function0(move || {
        count.set(count.get() + 1);
        result(n(count.get().into()), count.get() > limit)
    });
    let iterator = object(&[
        ("next", next.into()),
        ("return", function0(|| { log!("closed"); Object::new().into() }).into()),
    ]);
    let iterable = Object::new();
    let begin = function0(move || iterator.clone().into());
    Reflect::set(&iterable, &Symbol::iterator(), &begin).unwrap();
    iterable
}

#[wasm_bindgen]
pub fn case_try_iter() {
    let list = array(&[n(1.0), JsValue::NULL, s("x")]);
    for item in js_sys::try_iter(&list).unwrap().unwrap() {
        log!("{:?}", item.unwrap());
    }
    log!("{}", js_sys::try_iter(&n(1.0)).unwrap().is_none());
    log!("{}", js_sys::try_iter(&Object::new()).unwrap().is_none());
    for item in js_sys::try_iter(&s("aé🦀")).unwrap().unwrap() {
        log!("{:?}", item.unwrap());
    }
}

#[wasm_bindgen]
pub fn case_iterate_own_iterable() {
    for item in js_sys::try_iter(&counting(3)).unwrap().unwrap() {
        log!("{:?}", item.unwrap());
    }
    log!("{:?}", Array::from(&counting(2)));
}

#[wasm_bindgen]
pub fn case_iterator_next() {
    let list = array(&[s("a")]);
    let iterator = list.values();
    let first: IteratorNext = iterator.next().unwrap();
    log!("{} {:?} {:?}", first.done(), first.value(), JsValue::from(first.clone()));
    let second = iterator.next().unwrap();
    log!("{} {:?}", second.done(), second.value());
    log!("{:?}", Object::keys(&second));
    let again = iterator.next().unwrap();
    log!("{}", again.done());
    log!("{}", text(&iterator));
}

#[wasm_bindgen]
pub fn case_from_entries_closes() {
    let iterable = counting(3);
    log!("{}", outcome(Object::from_entries(&iterable)));
}

#[wasm_bindgen]
pub fn case_from_entries_of_iterable() {
    let given = Rc::new(Cell::new(false));
    let next = function0(move || {
        let done = given.replace(true);
        result(array(&[s("k"), n(1.0)]).into(), done)
    });
    let iterator = object(&[("next", next.into())]);
    let iterable = Object::new();
    Reflect::set(&iterable, &Symbol::iterator(), &function0(move || iterator.clone().into())).unwrap();
    log!("{}", outcome(Object::from_entries(&iterable)));
}

#[wasm_bindgen]
pub fn case_bad_iterables() {
    let with = |begin: JsValue| {
        let iterable = Object::new();
        Reflect::set(&iterable, &Symbol::iterator(), &begin).unwrap();
        iterable
    };
    log!("{}", outcome(Object::from_entries(&with(n(1.0)))).starts_with("throws TypeError"));
    log!("{}", outcome(Object::from_entries(&with(function0(|| n(1.0)).into()))));
    let no_result = object(&[("next", function0(|| n(1.0)).into())]);
    log!("{}", outcome(Object::from_entries(&with(function0(move || no_result.clone().into()).into()))));
}

#[wasm_bindgen]
pub fn case_done_is_truthy() {
    let iterator = object(&[("next", function1(|_| object(&[("done", n(1.0))]).into()).into())]);
    let iterable = Object::new();
    Reflect::set(&iterable, &Symbol::iterator(), &function0(move || iterator.clone().into())).unwrap();
    log!("{}", outcome(Object::from_entries(&iterable)));
    log!("{:?}", get(&iterable, "next"));
}
