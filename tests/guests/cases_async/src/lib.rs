//! Cases for the oracle: what is newer than Node 20, and asynchronous iterators of the host's.
//!
//! Every export `case_*` says by `record` what it observed; `tests/oracle/README.md` has the rules.
//! The host's generators run on its own event loop: what one of them does is ordered with itself.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, AsyncGenerator, AsyncIterator, Function, Object, Promise, Symbol};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

mod from_async;
mod generators;
mod promises;
mod stacks;

#[wasm_bindgen]
extern "C" {
    fn record(line: &str);

    #[wasm_bindgen(js_name = String)]
    fn string_of(value: &JsValue) -> String;

    fn counting(count: u32) -> AsyncGenerator;
    fn failing() -> AsyncGenerator;
    fn catching() -> AsyncGenerator;

    #[wasm_bindgen(js_namespace = Reflect, catch)]
    fn get(owner: &JsValue, key: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, catch)]
    fn set(owner: &JsValue, key: &JsValue, value: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, catch)]
    fn apply(function: &JsValue, this: &JsValue, args: &JsValue) -> Result<JsValue, JsValue>;
}

pub(crate) type Outcome = Result<JsValue, JsValue>;
pub(crate) const UNDEFINED: JsValue = JsValue::UNDEFINED;

/// Records one line, formatted as `format!` does.
macro_rules! log {
    ($($argument:tt)*) => {
        $crate::record(&format!($($argument)*))
    };
}
pub(crate) use log;

/// Makes an array of anything that becomes a `JsValue`.
macro_rules! list {
    ($($item:expr),* $(,)?) => {
        $crate::array_of(&[$(wasm_bindgen::JsValue::from($item)),*])
    };
}
pub(crate) use list;

pub(crate) fn array_of(items: &[JsValue]) -> JsValue {
    items.iter().collect::<Array>().into()
}

/// A value as text: an error by its `String`, with what it holds; others as JSON.
pub(crate) fn show(value: &JsValue) -> String {
    if value.is_undefined() {
        return "undefined".into();
    }
    if value.is_instance_of::<js_sys::Error>() {
        let held: Vec<_> = ["error", "suppressed"]
            .iter()
            .map(|key| member(value, key))
            .filter(|held| !held.is_undefined())
            .map(|held| show(&held))
            .collect();
        let held = if held.is_empty() { "".into() } else { format!(" [{}]", held.join("; ")) };
        return format!("{}{held}", string_of(value));
    }
    let text = js_sys::JSON::stringify(value);
    text.ok().and_then(|text| text.as_string()).unwrap_or_else(|| string_of(value))
}

pub(crate) fn told(outcome: &Outcome) -> String {
    match outcome {
        Ok(value) => show(value),
        Err(reason) => format!("rejected with {}", show(reason)),
    }
}

pub(crate) fn member(owner: &JsValue, key: &str) -> JsValue {
    get(owner, &key.into()).unwrap_throw()
}

/// What becomes of a promise.
pub(crate) async fn settled(promise: impl Into<JsValue>) -> Outcome {
    JsFuture::from(promise.into().unchecked_into::<Promise>()).await
}

pub(crate) fn function(body: impl FnMut(JsValue) -> Outcome + 'static) -> JsValue {
    Closure::wrap(Box::new(body) as Box<dyn FnMut(JsValue) -> Outcome>).into_js_value()
}

pub(crate) fn function2(body: impl FnMut(JsValue, JsValue) -> Outcome + 'static) -> JsValue {
    Closure::wrap(Box::new(body) as Box<dyn FnMut(JsValue, JsValue) -> Outcome>).into_js_value()
}

pub(crate) fn error(message: &str) -> JsValue {
    js_sys::Error::new(message).into()
}

pub(crate) fn resolved(value: impl Into<JsValue>) -> JsValue {
    Promise::resolve(&value.into()).into()
}

pub(crate) fn rejected(reason: impl Into<JsValue>) -> JsValue {
    Promise::reject(&reason.into()).into()
}

/// A function that notes that it was called, and returns a value.
pub(crate) fn giving(name: &'static str, value: impl Into<JsValue>) -> JsValue {
    let value = value.into();
    function(move |_| {
        log!("{name}");
        Ok(value.clone())
    })
}

pub(crate) fn throwing(name: &'static str, value: impl Into<JsValue>) -> JsValue {
    let value = value.into();
    function(move |_| {
        log!("{name}");
        Err(value.clone())
    })
}

pub(crate) fn object(properties: &[(JsValue, JsValue)]) -> JsValue {
    let made = Object::new();
    for (key, value) in properties {
        set(&made, key, value).unwrap_throw();
    }
    made.into()
}

pub(crate) fn call_method(owner: &JsValue, name: &str, args: &JsValue) -> Outcome {
    apply(&member(owner, name), owner, args)
}

/// A chain of handlers that says how many turns of the queue have gone by.
pub(crate) fn ticks(count: u32) {
    let mut promise: JsValue = resolved(UNDEFINED);
    for tick in 1..=count {
        let handler = function(move |_| {
            log!("tick {tick}");
            Ok(UNDEFINED)
        });
        promise = call_method(&promise, "then", &list![handler]).unwrap_throw();
    }
}

/// Notes the outcome of a promise, whichever it is.
pub(crate) fn watch(name: &'static str, promise: impl Into<JsValue>) {
    let note = |how: &'static str| {
        function(move |value| {
            log!("{name} {how} {}", show(&value));
            Ok(UNDEFINED)
        })
    };
    call_method(&promise.into(), "then", &list![note("ok"), note("no")]).unwrap_throw();
}

/// An iterator of a guest's: gives the items, one for each `next()`; `return()` is noted.
pub(crate) fn iterator(items: Vec<JsValue>, wrap: fn(JsValue) -> Outcome) -> JsValue {
    let items = Rc::new(RefCell::new(items.into_iter()));
    let next = function(move |_| {
        let item = items.borrow_mut().next();
        log!("next {}", item.is_some());
        let done = item.is_none();
        let value = item.unwrap_or(UNDEFINED);
        wrap(object(&[("value".into(), value), ("done".into(), done.into())]))
    });
    let give_back = function(move |_| {
        log!("return");
        wrap(object(&[("done".into(), true.into())]))
    });
    object(&[("next".into(), next), ("return".into(), give_back)])
}

/// An object whose method of that symbol returns a value.
pub(crate) fn iterable(symbol: Symbol, iterator: JsValue) -> JsValue {
    object(&[(symbol.into(), function(move |_| Ok(iterator.clone())))])
}

pub(crate) fn async_iterable(items: Vec<JsValue>) -> JsValue {
    iterable(Symbol::async_iterator(), iterator(items, |step| Ok(resolved(step))))
}

pub(crate) fn sync_iterable(items: Vec<JsValue>) -> JsValue {
    iterable(Symbol::iterator(), iterator(items, Ok))
}

pub(crate) fn as_iterator(generator: AsyncGenerator) -> AsyncIterator {
    JsValue::from(generator).unchecked_into()
}

pub(crate) fn constructor(name: &str) -> Function {
    member(&js_sys::global(), name).unchecked_into()
}
