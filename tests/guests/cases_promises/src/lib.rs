//! Cases for the oracle: promises, and the order of the microtask queue.
//!
//! Every export `case_*` says by `record` what it observed; `tests/oracle/README.md` has the rules.
//! The interface `P` is Promise without js-sys' types, which change with its releases.

use js_sys::{Array, Object, JSON};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

mod adoption;
mod chains;
mod combinators;
mod misuse;
mod random;
mod tasks;
mod unhandled;

#[wasm_bindgen]
extern "C" {
    fn record(line: &str);

    #[wasm_bindgen(js_name = String, catch)]
    fn string_of(value: &JsValue) -> Result<String, JsValue>;

    #[wasm_bindgen(js_name = queueMicrotask)]
    pub(crate) fn queue_microtask(callback: &JsValue);

    // js-sys' own are generic in its newest releases, and not in others.
    #[wasm_bindgen(js_namespace = Reflect, catch)]
    pub(crate) fn get(owner: &JsValue, key: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, catch)]
    pub(crate) fn set(owner: &JsValue, key: &JsValue, value: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, catch)]
    pub(crate) fn apply(function: &JsValue, this: &JsValue, args: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = Promise, extends = Object)]
    #[derive(Clone)]
    pub(crate) type P;

    #[wasm_bindgen(constructor, js_class = "Promise", catch)]
    pub(crate) fn new(executor: &JsValue) -> Result<P, JsValue>;

    #[wasm_bindgen(method, js_class = "Promise")]
    pub(crate) fn then(this: &P, fulfilled: &JsValue) -> P;

    #[wasm_bindgen(method, js_class = "Promise", js_name = then)]
    pub(crate) fn then2(this: &P, fulfilled: &JsValue, rejected: &JsValue) -> P;

    #[wasm_bindgen(method, js_class = "Promise")]
    pub(crate) fn catch(this: &P, rejected: &JsValue) -> P;

    #[wasm_bindgen(method, js_class = "Promise")]
    pub(crate) fn finally(this: &P, settled: &JsValue) -> P;

    #[wasm_bindgen(static_method_of = P, js_class = "Promise")]
    pub(crate) fn resolve(value: &JsValue) -> P;

    #[wasm_bindgen(static_method_of = P, js_class = "Promise")]
    pub(crate) fn reject(reason: &JsValue) -> P;

    #[wasm_bindgen(static_method_of = P, js_class = "Promise")]
    pub(crate) fn all(items: &JsValue) -> P;

    #[wasm_bindgen(static_method_of = P, js_class = "Promise", js_name = allSettled)]
    pub(crate) fn all_settled(items: &JsValue) -> P;

    #[wasm_bindgen(static_method_of = P, js_class = "Promise")]
    pub(crate) fn any(items: &JsValue) -> P;

    #[wasm_bindgen(static_method_of = P, js_class = "Promise")]
    pub(crate) fn race(items: &JsValue) -> P;
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

/// A value as text: an error by its `String`, its cause of many beside it, others as JSON.
pub(crate) fn show(value: &JsValue) -> String {
    if value.is_undefined() {
        return "undefined".into();
    }
    if value.is_instance_of::<js_sys::Error>() {
        let errors = member(value, "errors");
        let rest = if errors.is_undefined() { "".into() } else { format!(" {}", show(&errors)) };
        return format!("{}{rest}", text(value));
    }
    if Array::is_array(value) {
        let items: Vec<_> = value.unchecked_ref::<Array>().iter().map(|item| show(&item)).collect();
        return format!("[{}]", items.join(", "));
    }
    if value.is_instance_of::<P>() {
        return "a promise".into();
    }
    if value.is_object() && member(value, "status").as_string() == Some("rejected".into()) {
        return format!("rejected: {}", show(&member(value, "reason")));
    }
    JSON::stringify(value).map_or_else(|error| text(&error), String::from)
}

/// A property of an object.
pub(crate) fn member(owner: &JsValue, key: &str) -> JsValue {
    get(owner, &key.into()).unwrap_throw()
}

/// `String(value)`
pub(crate) fn text(value: &JsValue) -> String {
    string_of(value).unwrap_or_else(|_| "[no text]".into())
}

/// A function of one argument.
pub(crate) fn function(body: impl FnMut(JsValue) -> Outcome + 'static) -> JsValue {
    Closure::wrap(Box::new(body) as Box<dyn FnMut(JsValue) -> Outcome>).into_js_value()
}

/// A function of two arguments, as an executor or a `then` is.
pub(crate) fn function2(body: impl FnMut(JsValue, JsValue) -> Outcome + 'static) -> JsValue {
    Closure::wrap(Box::new(body) as Box<dyn FnMut(JsValue, JsValue) -> Outcome>).into_js_value()
}

pub(crate) fn call(function: &JsValue, argument: impl Into<JsValue>) {
    let function: &js_sys::Function = function.unchecked_ref();
    let result = function.call1(&UNDEFINED, &argument.into());
    if let Err(error) = result {
        log!("a call threw {}", text(&error));
    }
}

pub(crate) fn error(message: &str) -> JsValue {
    js_sys::Error::new(message).into()
}

/// A handler that notes its argument and returns undefined.
pub(crate) fn noting(name: impl Into<String>) -> JsValue {
    giving(name, UNDEFINED)
}

/// A handler that notes its argument and returns a value.
pub(crate) fn giving(name: impl Into<String>, value: impl Into<JsValue>) -> JsValue {
    let (name, value) = (name.into(), value.into());
    function(move |argument| {
        log!("{name} {}", show(&argument));
        Ok(value.clone())
    })
}

/// A handler that notes its argument and throws a value.
pub(crate) fn throwing(name: impl Into<String>, value: impl Into<JsValue>) -> JsValue {
    let (name, value) = (name.into(), value.into());
    function(move |argument| {
        log!("{name} {}", show(&argument));
        Err(value.clone())
    })
}

/// Notes the outcome of a promise, whichever it is.
pub(crate) fn watch(name: &str, promise: &P) {
    promise.then2(&noting(format!("{name} ok")), &noting(format!("{name} no")));
}

/// A chain of `count` handlers that says how many turns of the queue have gone by.
pub(crate) fn ticks(count: u32) {
    let mut promise = P::resolve(&UNDEFINED);
    for tick in 1..=count {
        promise = promise.then(&function(move |_| {
            log!("tick {tick}");
            Ok(UNDEFINED)
        }));
    }
}

/// A pending promise with its `resolve` and `reject`.
pub(crate) fn pending() -> (P, JsValue, JsValue) {
    let functions = std::rc::Rc::new(std::cell::RefCell::new((UNDEFINED, UNDEFINED)));
    let taken = functions.clone();
    let promise = P::new(&function2(move |resolve, reject| {
        *taken.borrow_mut() = (resolve, reject);
        Ok(UNDEFINED)
    }));
    let (resolve, reject) = functions.borrow().clone();
    (promise.unwrap_throw(), resolve, reject)
}

/// An object with one property.
pub(crate) fn object(key: &str, value: &JsValue) -> JsValue {
    let made = Object::new();
    set(&made, &key.into(), value).unwrap_throw();
    made.into()
}

/// An object whose `then` is a function.
pub(crate) fn thenable(then: impl FnMut(JsValue, JsValue) -> Outcome + 'static) -> JsValue {
    object("then", &function2(then))
}

/// A thenable that settles at once.
pub(crate) fn settling(name: &'static str, value: impl Into<JsValue>, rejects: bool) -> JsValue {
    let value = value.into();
    thenable(move |resolve, reject| {
        log!("{name} is asked");
        call(if rejects { &reject } else { &resolve }, &value);
        Ok(UNDEFINED)
    })
}

/// An object whose `then` is computed.
pub(crate) fn computed(get: impl FnMut(JsValue) -> Outcome + 'static) -> JsValue {
    let made = Object::new();
    let descriptor = object("get", &function(get));
    Object::define_property(&made, &"then".into(), descriptor.unchecked_ref());
    made.into()
}
