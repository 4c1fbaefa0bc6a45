//! Promises that follow promises and thenables: how many turns of the queue that takes.

use wasm_bindgen::prelude::*;

use crate::*;

#[wasm_bindgen]
pub fn case_adopt_promise_from_then() {
    let inner = P::resolve(&"inner".into());
    watch("outer", &P::resolve(&1.into()).then(&giving("a", inner)));
    ticks(6);
}

#[wasm_bindgen]
pub fn case_adopt_rejected_promise_from_then() {
    let inner = P::reject(&"inner".into());
    watch("outer", &P::resolve(&1.into()).then(&giving("a", inner)));
    ticks(6);
}

#[wasm_bindgen]
pub fn case_adopt_pending_promise() {
    let (inner, resolve, _) = pending();
    watch("outer", &P::resolve(&1.into()).then(&giving("a", inner.clone())));
    watch("inner", &inner);
    P::resolve(&1.into()).then(&function(move |_| {
        call(&resolve, "value");
        Ok(UNDEFINED)
    }));
    ticks(6);
}

#[wasm_bindgen]
pub fn case_adopt_by_resolve_function() {
    let (outer, resolve, _) = pending();
    call(&resolve, &P::resolve(&"inner".into()));
    watch("outer", &outer);
    ticks(5);
}

#[wasm_bindgen]
pub fn case_resolve_of_a_promise_is_it() {
    let promise = P::resolve(&1.into());
    log!("same {}", js_sys::Object::is(&P::resolve(&promise), &promise));
    log!("reject makes another {}", js_sys::Object::is(&P::reject(&promise), &promise));
    watch("reason", &P::reject(&promise));
    watch("value", &P::resolve(&promise));
    ticks(4);
}

#[wasm_bindgen]
pub fn case_adopt_thenable() {
    watch("t", &P::resolve(&settling("t", "value", false)));
    watch("u", &P::resolve(&settling("u", "reason", true)));
    log!("sync");
    ticks(5);
}

#[wasm_bindgen]
pub fn case_adopt_thenable_from_then() {
    let outer = P::resolve(&1.into()).then(&giving("a", settling("t", "value", false)));
    watch("outer", &outer);
    ticks(6);
}

#[wasm_bindgen]
pub fn case_adopt_thenable_of_thenable() {
    let inner = settling("inner", "value", false);
    watch("outer", &P::resolve(&settling("outer", inner, false)));
    ticks(6);
}

#[wasm_bindgen]
pub fn case_adopt_thenable_of_promise() {
    let inner = P::resolve(&"value".into());
    watch("outer", &P::resolve(&settling("outer", inner, false)));
    ticks(7);
}

#[wasm_bindgen]
pub fn case_adopt_thenable_rejecting_with_a_promise() {
    let inner = P::resolve(&"value".into());
    watch("outer", &P::resolve(&settling("outer", inner, true)));
    ticks(4);
}

#[wasm_bindgen]
pub fn case_thenable_throws_before() {
    let thrown = thenable(|_, _| Err(error("before")));
    watch("t", &P::resolve(&thrown));
    ticks(4);
}

#[wasm_bindgen]
pub fn case_thenable_throws_after() {
    let after = thenable(|resolve, _| {
        call(&resolve, "resolved");
        Err(error("after"))
    });
    watch("t", &P::resolve(&after));
    let after_rejecting = thenable(|_, reject| {
        call(&reject, "rejected");
        Err(error("after"))
    });
    watch("u", &P::resolve(&after_rejecting));
    let (pending_one, _, _) = pending();
    let after_following = thenable(move |resolve, _| {
        call(&resolve, &pending_one);
        Err(error("after"))
    });
    watch("v", &P::resolve(&after_following));
    ticks(4);
}

#[wasm_bindgen]
pub fn case_thenable_settles_twice() {
    let twice = thenable(|resolve, reject| {
        call(&resolve, "first");
        call(&resolve, "second");
        call(&reject, "third");
        Ok(UNDEFINED)
    });
    watch("t", &P::resolve(&twice));
    ticks(3);
}

#[wasm_bindgen]
pub fn case_thenable_settles_later() {
    let later = thenable(|resolve, _| {
        queue_microtask(&function(move |_| {
            log!("later");
            call(&resolve, "value");
            Ok(UNDEFINED)
        }));
        Ok(UNDEFINED)
    });
    watch("t", &P::resolve(&later));
    ticks(5);
}

#[wasm_bindgen]
pub fn case_thenable_never_settles() {
    watch("t", &P::resolve(&thenable(|_, _| Ok("ignored".into()))));
    ticks(2);
}

#[wasm_bindgen]
pub fn case_then_is_computed_once() {
    let counted = computed(|_| {
        log!("asked for then");
        Ok(function2(|resolve, _| {
            call(&resolve, "value");
            Ok(UNDEFINED)
        }))
    });
    watch("t", &P::resolve(&counted));
    log!("sync");
    ticks(3);
}

#[wasm_bindgen]
pub fn case_then_is_computed_and_throws() {
    watch("t", &P::resolve(&computed(|_| Err(error("in the getter")))));
    let (promise, resolve, _) = pending();
    call(&resolve, &computed(|_| Err("text".into())));
    watch("u", &promise);
    ticks(3);
}

#[wasm_bindgen]
pub fn case_then_is_no_function() {
    watch("number", &P::resolve(&object("then", &5.into())));
    watch("nothing", &P::resolve(&object("then", &UNDEFINED)));
    watch("text", &P::resolve(&"text".into()));
    ticks(2);
}

#[wasm_bindgen]
pub fn case_resolved_with_itself() {
    let (promise, resolve, _) = pending();
    call(&resolve, &promise);
    watch("p", &promise);
    ticks(2);
}

#[wasm_bindgen]
pub fn case_then_returns_its_own_promise() {
    let slot = std::rc::Rc::new(std::cell::RefCell::new(UNDEFINED));
    let read = slot.clone();
    let derived = P::resolve(&1.into()).then(&function(move |_| Ok(read.borrow().clone())));
    *slot.borrow_mut() = derived.clone().into();
    watch("p", &derived);
    ticks(3);
}

#[wasm_bindgen]
pub fn case_two_promises_follow_each_other() {
    let (a, resolve_a, _) = pending();
    let (b, resolve_b, _) = pending();
    call(&resolve_a, &b);
    call(&resolve_b, &a);
    watch("a", &a);
    watch("b", &b);
    ticks(4);
}

#[wasm_bindgen]
pub fn case_a_promise_with_a_then_of_its_own() {
    let promise = P::resolve(&"own".into());
    let then = function2(|resolve, _| {
        log!("its own then");
        call(&resolve, "another");
        Ok(UNDEFINED)
    });
    set(&promise, &"then".into(), &then).unwrap_throw();
    let (outer, resolve, _) = pending();
    call(&resolve, &promise);
    watch("outer", &outer);
    watch("all", &P::all(&list![promise.clone()]));
    watch("same", &P::resolve(&1.into()).then(&giving("a", promise)));
    ticks(5);
}

#[wasm_bindgen]
pub fn case_adoption_among_several_chains() {
    for (name, value) in [
        ("value", "v".into()),
        ("promise", P::resolve(&"v".into()).into()),
        ("thenable", settling("t", "v", false)),
        ("promise of thenable", P::resolve(&settling("u", "v", false)).into()),
    ] {
        let (promise, resolve, _) = pending();
        watch(name, &promise);
        call(&resolve, &value);
        watch(&format!("{name} returned"), &P::resolve(&1.into()).then(&giving("a", value)));
    }
    ticks(8);
}

#[wasm_bindgen]
pub fn case_long_chain_of_adoptions() {
    let mut promise = P::resolve(&"core".into());
    for _ in 0..4 {
        let (outer, resolve, _) = pending();
        call(&resolve, &promise);
        promise = outer;
    }
    watch("outermost", &promise);
    ticks(16);
}
