//! Closures of both kinds in the host's hands.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

use crate::{first_line, log};

#[wasm_bindgen]
extern "C" {
    fn call(function: &dyn Fn());
    #[wasm_bindgen(js_name = call)]
    fn call_mut(function: &mut dyn FnMut());
    #[wasm_bindgen(js_name = callTwice)]
    fn call_mut_twice(function: &mut dyn FnMut());
    #[wasm_bindgen(js_name = call)]
    fn call_i32(function: &dyn Fn(i32) -> i32, value: i32) -> i32;
    #[wasm_bindgen(js_name = call)]
    fn call_u32(function: &dyn Fn(u32) -> u32, value: u32) -> u32;
    #[wasm_bindgen(js_name = call)]
    fn call_u64(function: &dyn Fn(u64) -> u64, value: u64) -> u64;
    #[wasm_bindgen(js_name = call)]
    fn call_f64(function: &dyn Fn(f64) -> f64, value: f64) -> f64;
    #[wasm_bindgen(js_name = call)]
    fn call_f32(function: &dyn Fn(f32) -> f32, value: f32) -> f32;
    #[wasm_bindgen(js_name = call)]
    fn call_bool(function: &dyn Fn(bool) -> bool, value: bool) -> bool;
    #[wasm_bindgen(js_name = call)]
    fn call_char(function: &dyn Fn(char) -> char, value: char) -> char;
    #[wasm_bindgen(js_name = call)]
    fn call_text(function: &dyn Fn(String) -> String, value: &str) -> String;
    #[wasm_bindgen(js_name = call)]
    fn call_bytes(function: &dyn Fn(Vec<u8>) -> Vec<u8>, value: Vec<u8>) -> Vec<u8>;
    #[wasm_bindgen(js_name = call)]
    fn call_option(
        function: &dyn Fn(Option<u32>) -> Option<u32>,
        value: Option<u32>,
    ) -> Option<u32>;
    #[wasm_bindgen(js_name = call)]
    fn call_value(function: &dyn Fn(JsValue) -> JsValue, value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = call)]
    fn call_lent(function: &dyn Fn(&JsValue), value: &JsValue);
    #[wasm_bindgen(js_name = call)]
    fn call_two(function: &dyn Fn(f64, String) -> String, number: f64, text: &str) -> String;
    #[wasm_bindgen(js_name = call)]
    #[allow(clippy::too_many_arguments)]
    fn call_seven(
        function: &dyn Fn(u8, i16, u32, f32, f64, bool, char) -> String,
        a: u8,
        b: i16,
        c: u32,
        d: f32,
        e: f64,
        f: bool,
        g: char,
    ) -> String;
    #[wasm_bindgen(js_name = call)]
    fn call_nested(function: &dyn Fn(JsValue) -> JsValue, value: JsValue) -> JsValue;
    #[wasm_bindgen(js_name = call)]
    fn call_surplus(function: &dyn Fn(f64) -> f64, first: f64, second: f64) -> f64;

    #[wasm_bindgen(js_name = attempt)]
    fn attempt_throwing(function: &dyn Fn() -> Result<u32, JsValue>) -> String;
    #[wasm_bindgen(js_name = attempt)]
    fn attempt(function: &dyn Fn()) -> String;
    #[wasm_bindgen(js_name = attempt)]
    fn attempt_value(function: &JsValue) -> String;
    #[wasm_bindgen(js_name = attempt)]
    fn attempt_value_with(function: &JsValue, argument: f64) -> String;

    #[wasm_bindgen(js_name = keep)]
    fn keep_stack(function: &dyn Fn());
    #[wasm_bindgen(js_name = keep)]
    fn keep_stack_mut(function: &mut dyn FnMut());
    #[wasm_bindgen(js_name = keep)]
    fn keep_value(function: &JsValue);
    #[wasm_bindgen(js_name = keep)]
    fn keep_owned(function: JsValue);
    #[wasm_bindgen(js_name = keep)]
    fn keep_option(function: Option<&Closure<dyn Fn()>>);
    #[wasm_bindgen(js_name = isKept)]
    fn is_kept(function: &JsValue) -> bool;
    #[wasm_bindgen(js_name = isKept)]
    fn is_kept_option(function: Option<&Closure<dyn Fn()>>) -> bool;
    #[wasm_bindgen(catch, js_name = callKept)]
    fn call_kept() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = callKept)]
    fn call_kept_with(argument: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = same)]
    fn same(left: &JsValue, right: &JsValue) -> bool;
    #[wasm_bindgen(js_name = raise)]
    fn raise(what: &str);
    #[wasm_bindgen(js_name = show)]
    fn show(value: &JsValue) -> String;
}

fn kept() -> String {
    match call_kept() {
        Ok(value) => format!("ok {:?}", value),
        Err(error) => format!("error {}", first_line(&error)),
    }
}

/// Says when it is dropped.
struct Witness(&'static str);

impl Drop for Witness {
    fn drop(&mut self) {
        log!("dropped {}", self.0);
    }
}

#[wasm_bindgen]
pub fn case_closure_stack_fn() {
    let count = Cell::new(0);
    call(&|| count.set(count.get() + 1));
    call(&|| count.set(count.get() + 10));
    log!("count {}", count.get());
}

#[wasm_bindgen]
pub fn case_closure_stack_fn_mut() {
    let mut lines = Vec::new();
    call_mut(&mut || lines.push("called"));
    call_mut_twice(&mut || lines.push("again"));
    log!("{:?}", lines);
}

#[wasm_bindgen]
pub fn case_closure_argument_integers() {
    log!("{}", call_i32(&|value| value.wrapping_add(1), i32::MAX));
    log!("{}", call_i32(&|value| value - 1, -1));
    log!("{}", call_u32(&|value| value - 1, u32::MAX));
    log!("{}", call_u64(&|value| value - 1, u64::MAX));
    log!("{}", call_u64(&|value| value + 1, 1 << 53));
}

#[wasm_bindgen]
pub fn case_closure_argument_floats() {
    log!("{:?}", call_f64(&|value| value * 2.0, 21.0));
    log!("{:?}", call_f64(&|value| value / 0.0, -1.0));
    log!("{:?}", call_f64(&|value| -value, 0.0));
    log!("{:?}", call_f32(&|value| value / 3.0, 1.0));
}

#[wasm_bindgen]
pub fn case_closure_argument_bool_and_char() {
    log!(
        "{} {}",
        call_bool(&|value| !value, true),
        call_bool(&|value| value, true)
    );
    log!(
        "{:?}",
        call_char(
            &|value| char::from_u32(value as u32 + 1).unwrap(),
            '\u{1f980}'
        )
    );
}

#[wasm_bindgen]
pub fn case_closure_argument_text() {
    log!(
        "{}",
        call_text(&|text| format!("<{}>", text), "a\u{1f980}b")
    );
    log!("{:?}", call_text(&|text| text, ""));
}

#[wasm_bindgen]
pub fn case_closure_argument_bytes() {
    log!(
        "{:?}",
        call_bytes(
            &|mut bytes| {
                bytes.reverse();
                bytes
            },
            vec![1, 2, 255]
        )
    );
    log!("{:?}", call_bytes(&|bytes| bytes, vec![]));
}

#[wasm_bindgen]
pub fn case_closure_argument_option() {
    let double = |value: Option<u32>| value.map(|value| value * 2);
    log!(
        "{:?} {:?}",
        call_option(&double, Some(4)),
        call_option(&double, None)
    );
    log!(
        "{:?}",
        call_option(&|value| value.xor(Some(u32::MAX)), None)
    );
}

#[wasm_bindgen]
pub fn case_closure_argument_value() {
    let value = JsValue::from_str("same");
    log!("{:?}", call_value(&|value| value, &value));
    log!(
        "{:?}",
        call_value(&|value| JsValue::from(value.is_null()), &JsValue::NULL)
    );
    log!("{:?}", call_value(&|_| JsValue::UNDEFINED, &value));
    call_lent(&|value| log!("lent {:?}", value), &value);
}

#[wasm_bindgen]
pub fn case_closure_arguments_in_order() {
    log!(
        "{}",
        call_two(&|number, text| format!("{} {}", number, text), 1.5, "two")
    );
    let line = call_seven(
        &|a, b, c, d, e, f, g| format!("{} {} {} {} {} {} {}", a, b, c, d, e, f, g),
        1,
        -2,
        3,
        4.5,
        5.25,
        true,
        'g',
    );
    log!("{}", line);
}

#[wasm_bindgen]
pub fn case_closure_surplus_arguments_are_dropped() {
    log!("{}", call_surplus(&|value| value, 1.0, 2.0));
}

#[wasm_bindgen]
pub fn case_closure_nested_scopes() {
    let value = call_nested(
        &|outer| {
            let inner = call_nested(&|value| JsValue::from(value.as_f64().unwrap() + 1.0), outer);
            call_nested(
                &|value| JsValue::from(value.as_f64().unwrap() * 10.0),
                inner,
            )
        },
        JsValue::from(1),
    );
    log!("{:?}", value);
}

#[wasm_bindgen]
pub fn case_closure_stack_after_return() {
    let count = Cell::new(0);
    keep_stack(&|| count.set(1));
    log!("error {} count {}", call_kept().is_err(), count.get());
    let mut calls = 0;
    keep_stack_mut(&mut || calls += 1);
    log!(
        "error {} again {}",
        call_kept().is_err(),
        call_kept().is_err()
    );
    log!("calls {}", calls);
}

#[wasm_bindgen]
pub fn case_closure_stack_after_return_text() {
    keep_stack(&|| ());
    log!("{}", kept());
}

#[wasm_bindgen]
pub fn case_closure_stack_fn_recursion() {
    let depth = Cell::new(0);
    let function = || {
        depth.set(depth.get() + 1);
        if depth.get() < 3 {
            log!("inner {}", call_kept().is_ok());
        }
    };
    // Kept and called while its scope is open.
    let outer = Closure::<dyn Fn()>::wrap(Box::new(|| ()));
    drop(outer);
    keep_stack(&function);
    log!("after {}", call_kept().is_ok());
    log!("depth {}", depth.get());
}

#[wasm_bindgen]
pub fn case_closure_heap() {
    let count = Rc::new(Cell::new(0));
    let inner = count.clone();
    let closure = Closure::<dyn Fn()>::wrap(Box::new(move || inner.set(inner.get() + 1)));
    keep_value(closure.as_ref());
    log!("ok {} count {}", call_kept().is_ok(), count.get());
    log!("ok {} count {}", call_kept().is_ok(), count.get());
    drop(closure);
    log!("ok {} count {}", call_kept().is_ok(), count.get());
    log!("owners {}", Rc::strong_count(&count));
}

#[wasm_bindgen]
pub fn case_closure_dropped_text() {
    let closure = Closure::<dyn Fn()>::wrap(Box::new(|| ()));
    keep_value(closure.as_ref());
    drop(closure);
    log!("{}", kept());
}

#[wasm_bindgen]
pub fn case_closure_heap_fn_recursion() {
    let depth = Rc::new(Cell::new(0));
    let inner = depth.clone();
    let closure = Closure::<dyn Fn()>::wrap(Box::new(move || {
        inner.set(inner.get() + 1);
        if inner.get() < 4 {
            log!("inner ok {}", call_kept().is_ok());
        }
    }));
    keep_value(closure.as_ref());
    log!("ok {} depth {}", call_kept().is_ok(), depth.get());
}

#[wasm_bindgen]
pub fn case_closure_fn_mut_recursion() {
    let depth = Rc::new(RefCell::new(0));
    let inner = depth.clone();
    let closure = Closure::<dyn FnMut()>::wrap(Box::new(move || {
        *inner.borrow_mut() += 1;
        log!("inside, again ok {}", call_kept().is_ok());
    }));
    keep_value(closure.as_ref());
    log!("ok {}", call_kept().is_ok());
    log!("ok {}", call_kept().is_ok());
    log!("depth {}", depth.borrow());
}

#[wasm_bindgen]
pub fn case_closure_fn_mut_recursion_text() {
    let closure = Closure::<dyn FnMut()>::wrap(Box::new(|| log!("inside {}", kept())));
    keep_value(closure.as_ref());
    log!("{}", kept());
}

#[wasm_bindgen]
pub fn case_closure_once() {
    let witness = Witness("capture");
    let closure = Closure::once(move || log!("called with {}", witness.0));
    keep_value(closure.as_ref());
    log!("{}", kept());
    log!("again ok {}", call_kept().is_ok());
    drop(closure);
    log!("dropped");
}

#[wasm_bindgen]
pub fn case_closure_once_second_call_text() {
    let closure = Closure::once(|| ());
    keep_value(closure.as_ref());
    log!("{}", kept());
    log!("{}", kept());
}

#[wasm_bindgen]
pub fn case_closure_once_never_called() {
    let witness = Witness("capture");
    drop(Closure::once(move || log!("called with {}", witness.0)));
    log!("end");
}

#[wasm_bindgen]
pub fn case_closure_once_into_js() {
    let witness = Witness("capture");
    keep_owned(Closure::once_into_js(move |value: f64| {
        log!("{} {}", value, witness.0);
        value * 2.0
    }));
    log!("{:?}", call_kept_with(4.0).ok());
    log!("again ok {}", call_kept_with(4.0).is_ok());
}

#[wasm_bindgen]
pub fn case_closure_drop_drops_captures() {
    let witness = Witness("capture");
    let closure = Closure::<dyn FnMut()>::wrap(Box::new(move || log!("{}", witness.0)));
    log!("made");
    drop(closure);
    log!("end");
}

#[wasm_bindgen]
pub fn case_closure_dropped_while_it_runs() {
    let place: Rc<RefCell<Option<Closure<dyn FnMut()>>>> = Rc::new(RefCell::new(None));
    let inner = place.clone();
    let witness = Witness("capture");
    *place.borrow_mut() = Some(Closure::wrap(Box::new(move || {
        drop(inner.borrow_mut().take());
        log!("still there {}", witness.0);
    }) as Box<dyn FnMut()>));
    keep_value(place.borrow().as_ref().unwrap().as_ref());
    log!("{}", kept());
    log!("again ok {}", call_kept().is_ok());
}

#[wasm_bindgen]
pub fn case_closure_forgotten() {
    let closure = Closure::<dyn Fn() -> u32>::wrap(Box::new(|| 7));
    keep_value(closure.as_ref());
    closure.forget();
    log!("{} {}", kept(), kept());
}

#[wasm_bindgen]
pub fn case_closure_into_js_value() {
    let value = Closure::<dyn Fn(f64) -> f64>::wrap(Box::new(|value| value + 1.0)).into_js_value();
    log!("function {} {:?}", value.is_function(), value.js_typeof());
    keep_owned(value);
    log!("{:?}", call_kept_with(1.0));
}

#[wasm_bindgen]
pub fn case_closure_option() {
    let closure = Closure::<dyn Fn()>::wrap(Box::new(|| log!("called")));
    keep_option(Some(&closure));
    log!("kept {}", is_kept(closure.as_ref()));
    log!("{}", kept());
    keep_option(None);
    log!(
        "kept {} undefined {}",
        is_kept(closure.as_ref()),
        is_kept_option(None)
    );
}

#[wasm_bindgen]
pub fn case_closure_identity() {
    let first = Closure::<dyn Fn()>::wrap(Box::new(|| ()));
    let second = Closure::<dyn Fn()>::wrap(Box::new(|| ()));
    log!("{}", same(first.as_ref(), first.as_ref()));
    log!("{}", same(first.as_ref(), second.as_ref()));
    log!("{}", first.as_ref() == second.as_ref());
    keep_value(first.as_ref());
    log!("{} {}", is_kept(first.as_ref()), is_kept(second.as_ref()));
}

#[wasm_bindgen]
pub fn case_closure_as_value() {
    let closure = Closure::<dyn Fn()>::wrap(Box::new(|| ()));
    let value: &JsValue = closure.as_ref();
    log!(
        "{} {} {}",
        value.is_function(),
        value.is_object(),
        value.is_truthy()
    );
    log!("{:?}", value.js_typeof());
    log!("{:?}", value.dyn_ref::<JsValue>().is_some());
}

#[wasm_bindgen]
pub fn case_closure_returns_result() {
    log!("{}", attempt_throwing(&|| Ok(5)));
    log!(
        "{}",
        attempt_throwing(&|| Err(JsValue::from_str("refused")))
    );
    log!("{}", attempt_throwing(&|| Err(JsValue::from(1.5))));
    log!("{}", attempt_throwing(&|| Err(JsValue::UNDEFINED)));
    log!(
        "{}",
        attempt_throwing(&|| Err(JsError::new("a JsError").into()))
    );
}

#[wasm_bindgen]
pub fn case_closure_host_raises_through_it() {
    log!("{}", attempt(&|| raise("error")));
    log!("{}", attempt(&|| raise("text")));
    log!("{}", attempt(&|| wasm_bindgen::throw_str("from Rust")));
    log!("{}", attempt(&|| wasm_bindgen::throw_val(JsValue::from(3))));
    log!("{}", attempt(&|| ()));
}

#[wasm_bindgen]
pub fn case_closure_heap_of_result() {
    let closure = Closure::<dyn Fn(f64) -> Result<f64, JsValue>>::wrap(Box::new(|value: f64| {
        if value < 0.0 {
            Err(JsValue::from_str("negative"))
        } else {
            Ok(value.sqrt())
        }
    }));
    log!("{}", attempt_value_with(closure.as_ref(), 9.0));
    log!("{}", attempt_value_with(closure.as_ref(), -9.0));
}

#[wasm_bindgen]
pub fn case_closure_missing_arguments() {
    let number = Closure::<dyn Fn(f64) -> f64>::wrap(Box::new(|value| value));
    log!("{}", attempt_value(number.as_ref()));
    let integer = Closure::<dyn Fn(i32) -> i32>::wrap(Box::new(|value| value));
    log!("{}", attempt_value(integer.as_ref()));
    let value = Closure::<dyn Fn(JsValue) -> JsValue>::wrap(Box::new(|value| value));
    log!("{}", attempt_value(value.as_ref()));
    let option = Closure::<dyn Fn(Option<u32>) -> bool>::wrap(Box::new(|value: Option<u32>| {
        value.is_none()
    }));
    log!("{}", attempt_value(option.as_ref()));
}

#[wasm_bindgen]
pub fn case_closure_after_an_exception() {
    let count = Rc::new(Cell::new(0));
    let inner = count.clone();
    let closure = Closure::<dyn FnMut()>::wrap(Box::new(move || {
        inner.set(inner.get() + 1);
        raise("error");
    }));
    keep_value(closure.as_ref());
    for _ in 0..3 {
        log!("{}", kept());
    }
    log!("count {}", count.get());
}

#[wasm_bindgen]
pub fn case_closure_returned_from_closure() {
    let value = call_value(
        &|value| {
            Closure::<dyn Fn() -> JsValue>::wrap(Box::new(move || value.clone())).into_js_value()
        },
        &JsValue::from_str("captured"),
    );
    log!("{}", attempt_value(&value));
    log!("{}", attempt_value(&value));
}

#[wasm_bindgen]
pub fn case_closure_debug_text() {
    let closure = Closure::<dyn Fn()>::wrap(Box::new(|| ()));
    let value: JsValue = closure.as_ref().clone();
    log!("{}", value.is_function());
    log!("{}", show(&value.js_typeof()));
}
