//! `then`, `catch` and `finally`, one after another and side by side.

use wasm_bindgen::prelude::*;

use crate::*;

#[wasm_bindgen]
pub fn case_chain_values() {
    let first = P::resolve(&1.into()).then(&giving("a", 2));
    let last = first.then(&giving("b", 3)).then(&noting("c")).then(&noting("d"));
    watch("last", &last);
    log!("sync");
}

#[wasm_bindgen]
pub fn case_chain_errors() {
    let thrown = P::resolve(&1.into()).then(&throwing("a", error("one")));
    let caught = thrown.then(&noting("never")).catch(&giving("b", 2));
    watch("last", &caught.then(&throwing("c", "text")));
}

#[wasm_bindgen]
pub fn case_chain_two_side_by_side() {
    let (one, two) = (P::resolve(&1.into()), P::resolve(&2.into()));
    one.then(&giving("a1", 1)).then(&giving("a2", 2)).then(&noting("a3"));
    two.then(&giving("b1", 1)).then(&giving("b2", 2)).then(&noting("b3"));
}

#[wasm_bindgen]
pub fn case_chain_many_of_one() {
    let promise = P::resolve(&1.into());
    for name in ["a", "b", "c"] {
        promise.then(&noting(name)).then(&noting(format!("{name}{name}")));
    }
    promise.catch(&noting("never")).then(&noting("behind catch"));
    promise.finally(&noting("finally")).then(&noting("behind finally"));
}

#[wasm_bindgen]
pub fn case_chain_without_handlers() {
    let promise = P::resolve(&1.into());
    watch("none", &promise.then2(&UNDEFINED, &JsValue::NULL));
    watch("numbers", &promise.then2(&5.into(), &"text".into()));
    watch("rejected", &P::reject(&"no".into()).then(&5.into()).then2(&UNDEFINED, &5.into()));
    watch("caught by nothing", &P::reject(&"no".into()).catch(&UNDEFINED));
    watch("finally nothing", &P::reject(&"no".into()).finally(&UNDEFINED));
    watch("finally a number", &P::resolve(&8.into()).finally(&5.into()));
    ticks(3);
}

#[wasm_bindgen]
pub fn case_chain_then_in_then() {
    let promise = P::resolve(&1.into());
    let inner = promise.clone();
    promise.then(&function(move |_| {
        log!("outer");
        inner.then(&noting("inner")).then(&noting("inner 2"));
        inner.then(&noting("inner beside"));
        log!("outer ends");
        Ok(UNDEFINED)
    }));
    promise.then(&noting("second")).then(&noting("second 2"));
}

#[wasm_bindgen]
pub fn case_chain_then_while_pending_and_after() {
    let (promise, resolve, _) = pending();
    promise.then(&noting("before"));
    call(&resolve, "value");
    promise.then(&noting("after"));
    log!("sync");
    let late = promise.clone();
    queue_microtask(&function(move |_| {
        late.then(&noting("late"));
        Ok(UNDEFINED)
    }));
}

#[wasm_bindgen]
pub fn case_chain_microtasks_between() {
    queue_microtask(&noting("m1"));
    P::resolve(&1.into()).then(&noting("p1")).then(&noting("p2"));
    queue_microtask(&function(|_| {
        log!("m2");
        queue_microtask(&noting("m3"));
        P::resolve(&2.into()).then(&noting("p3"));
        Ok(UNDEFINED)
    }));
    P::resolve(&3.into()).then(&noting("p4")).then(&noting("p5"));
}

#[wasm_bindgen]
pub fn case_chain_resolve_order() {
    let (a, resolve_a, _) = pending();
    let (b, _, reject_b) = pending();
    let (c, resolve_c, _) = pending();
    for (name, promise) in [("a", &a), ("b", &b), ("c", &c)] {
        watch(name, promise);
    }
    call(&resolve_c, 3);
    call(&resolve_a, 1);
    call(&reject_b, 2);
    watch("c again", &c);
}

#[wasm_bindgen]
pub fn case_chain_resolve_in_handlers() {
    let (a, resolve_a, _) = pending();
    let (b, resolve_b, _) = pending();
    watch("a", &a);
    watch("b", &b);
    P::resolve(&1.into()).then(&function(move |_| {
        call(&resolve_b, "by the first");
        log!("first");
        Ok(UNDEFINED)
    }));
    P::resolve(&1.into()).then(&function(move |_| {
        call(&resolve_a, "by the second");
        log!("second");
        Ok(UNDEFINED)
    }));
    ticks(3);
}

#[wasm_bindgen]
pub fn case_finally_keeps_the_outcome() {
    watch("value", &P::resolve(&1.into()).finally(&giving("f1", "ignored")));
    watch("reason", &P::reject(&"r".into()).finally(&giving("f2", "ignored")));
    ticks(6);
}

#[wasm_bindgen]
pub fn case_finally_throws() {
    watch("value", &P::resolve(&1.into()).finally(&throwing("f1", error("new"))));
    watch("reason", &P::reject(&"r".into()).finally(&throwing("f2", error("newer"))));
    ticks(6);
}

#[wasm_bindgen]
pub fn case_finally_waits() {
    let (wait, resolve, _) = pending();
    watch("value", &P::resolve(&1.into()).finally(&giving("f1", wait)));
    watch("rejected", &P::resolve(&1.into()).finally(&giving("f2", P::reject(&"late".into()))));
    watch("thenable", &P::reject(&"r".into()).finally(&giving("f3", settling("t", 5, false))));
    queue_microtask(&function(move |_| {
        call(&resolve, "waited");
        Ok(UNDEFINED)
    }));
    ticks(8);
}

#[wasm_bindgen]
pub fn case_finally_twice_and_between() {
    let promise = P::resolve(&1.into());
    let end = promise.finally(&noting("f1")).finally(&noting("f2")).then(&giving("t", 2));
    watch("end", &end.finally(&noting("f3")));
    ticks(10);
}

#[wasm_bindgen]
pub fn case_catch_passes_values() {
    watch("value", &P::resolve(&1.into()).catch(&noting("never")));
    watch("caught", &P::reject(&1.into()).catch(&giving("c", 2)));
    watch("thrown again", &P::reject(&1.into()).catch(&throwing("c", 3)));
    ticks(3);
}

#[wasm_bindgen]
pub fn case_then_two_handlers_do_not_catch_each_other() {
    let promise = P::resolve(&1.into());
    watch("thrown", &promise.then2(&throwing("a", "x"), &noting("never")));
    watch("rejected", &P::reject(&2.into()).then2(&noting("never"), &throwing("b", "y")));
}

#[wasm_bindgen]
pub fn case_executor_runs_at_once() {
    let made = P::new(&function2(|resolve, _| {
        log!("executor");
        call(&resolve, 1);
        log!("executor ends");
        Ok(5.into())
    }));
    log!("made");
    watch("made", &made.unwrap_throw());
}

#[wasm_bindgen]
pub fn case_executor_throws() {
    let thrown = P::new(&function2(|_, _| Err(error("in the executor"))));
    watch("thrown", &thrown.unwrap_throw());
    let late = P::new(&function2(|resolve, _| {
        call(&resolve, "first");
        Err(error("ignored"))
    }));
    watch("late", &late.unwrap_throw());
}

#[wasm_bindgen]
pub fn case_settled_twice() {
    let (a, resolve, reject) = pending();
    call(&resolve, 1);
    call(&resolve, 2);
    call(&reject, 3);
    watch("a", &a);
    let (b, resolve, reject) = pending();
    call(&reject, 1);
    call(&resolve, 2);
    watch("b", &b);
    let (c, resolve, reject) = pending();
    let (other, settle, _) = pending();
    call(&resolve, &other);
    call(&reject, "too late");
    call(&resolve, "too late");
    call(&settle, "by the other");
    watch("c", &c);
    ticks(5);
}

#[wasm_bindgen]
pub fn case_settled_without_arguments() {
    let (a, resolve, _) = pending();
    let (b, _, reject) = pending();
    let none = |function: &JsValue| {
        function.unchecked_ref::<js_sys::Function>().call0(&UNDEFINED).unwrap_throw()
    };
    log!("{} {}", show(&none(&resolve)), show(&none(&reject)));
    watch("a", &a);
    watch("b", &b);
}

#[wasm_bindgen]
pub fn case_reasons_of_every_kind() {
    for (name, reason) in [
        ("undefined", UNDEFINED),
        ("null", JsValue::NULL),
        ("number", 1.5.into()),
        ("text", "t".into()),
        ("list", list![1, 2]),
        ("error", error("e")),
        ("promise", P::resolve(&1.into()).into()),
    ] {
        watch(name, &P::reject(&reason));
    }
}

/// What it returns, the harness awaits.
#[wasm_bindgen]
pub fn case_returned_promise() -> P {
    ticks(3);
    P::resolve(&1.into()).then(&noting("a")).then(&noting("b"))
}

#[wasm_bindgen]
pub fn case_returned_promise_rejects() -> P {
    ticks(3);
    P::resolve(&1.into()).then(&throwing("a", error("out")))
}

#[wasm_bindgen]
pub fn case_returned_promise_stays_pending() -> P {
    pending().0
}
