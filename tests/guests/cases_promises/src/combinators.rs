//! `all`, `allSettled`, `any` and `race`.

use js_sys::{Object, Symbol};
use wasm_bindgen::prelude::*;

use crate::*;

type Combinator = fn(&JsValue) -> P;
const COMBINATORS: [(&str, Combinator); 4] =
    [("all", P::all), ("allSettled", P::all_settled), ("any", P::any), ("race", P::race)];

fn watch_each(items: impl Fn() -> JsValue) {
    for (name, combine) in COMBINATORS {
        watch(name, &combine(&items()));
    }
    log!("sync");
    ticks(8);
}

#[wasm_bindgen]
pub fn case_combine_nothing() {
    watch_each(|| list![]);
}

#[wasm_bindgen]
pub fn case_combine_values() {
    watch_each(|| list![1, "two", JsValue::NULL, UNDEFINED]);
}

#[wasm_bindgen]
pub fn case_combine_promises() {
    watch_each(|| list![P::resolve(&1.into()), P::resolve(&2.into())]);
}

#[wasm_bindgen]
pub fn case_combine_rejections() {
    watch_each(|| list![P::reject(&1.into()), P::reject(&error("two"))]);
}

#[wasm_bindgen]
pub fn case_combine_mixtures() {
    watch_each(|| {
        list![
            settling("t", "thenable", false),
            1,
            P::reject(&"no".into()),
            P::resolve(&2.into()).then(&giving("later", 3)),
            settling("u", "rejects", true),
        ]
    });
}

#[wasm_bindgen]
pub fn case_combine_later_settled() {
    for (name, combine) in COMBINATORS {
        let (a, resolve_a, _) = pending();
        let (b, _, reject_b) = pending();
        watch(name, &combine(&list![a, b]));
        P::resolve(&1.into()).then(&function(move |_| {
            call(&reject_b, format!("{name} b"));
            call(&resolve_a, format!("{name} a"));
            Ok(UNDEFINED)
        }));
    }
    ticks(6);
}

#[wasm_bindgen]
pub fn case_combine_the_same_promise_twice() {
    watch_each(|| {
        let promise = P::resolve(&1.into());
        list![promise.clone(), promise]
    });
}

#[wasm_bindgen]
pub fn case_combine_never() {
    watch_each(|| list![pending().0, pending().0]);
}

#[wasm_bindgen]
pub fn case_combine_what_is_not_iterable() {
    for value in [UNDEFINED, JsValue::NULL, 5.into(), true.into(), Object::new().into()] {
        for (name, combine) in COMBINATORS {
            watch(name, &combine(&value));
        }
    }
}

#[wasm_bindgen]
pub fn case_combine_text() {
    watch_each(|| "hé😀".into());
}

/// An iterable whose iterator gives two promises, then what `last` says.
fn iterable(last: impl Fn() -> Outcome + Clone + 'static) -> JsValue {
    let made = Object::new();
    let begin = function(move |_| {
        let iterator = Object::new();
        let (mut count, last) = (0, last.clone());
        let next = function(move |_| {
            count += 1;
            log!("next {count}");
            if count > 2 {
                return last();
            }
            let step = Object::new();
            set(&step, &"value".into(), &P::resolve(&count.into()))?;
            set(&step, &"done".into(), &false.into())?;
            Ok(step.into())
        });
        set(&iterator, &"next".into(), &next)?;
        set(&iterator, &"return".into(), &giving("return", Object::new()))?;
        Ok(iterator.into())
    });
    set(&made, &Symbol::iterator(), &begin).unwrap_throw();
    made.into()
}

#[wasm_bindgen]
pub fn case_combine_iterable() {
    watch_each(|| iterable(|| Ok(object("done", &true.into()))));
}

#[wasm_bindgen]
pub fn case_combine_iterable_that_throws() {
    watch_each(|| iterable(|| Err(error("in next"))));
}

#[wasm_bindgen]
pub fn case_combine_iterable_whose_step_is_no_object() {
    watch_each(|| iterable(|| Ok(5.into())));
}

#[wasm_bindgen]
pub fn case_combine_item_whose_then_throws() {
    watch_each(|| list![computed(|_| Err(error("in the getter"))), 1]);
}

#[wasm_bindgen]
pub fn case_combine_thenable_that_settles_twice() {
    watch_each(|| {
        let twice = thenable(|resolve, _| {
            call(&resolve, "first");
            call(&resolve, "second");
            Ok(UNDEFINED)
        });
        list![twice, 1]
    });
}

#[wasm_bindgen]
pub fn case_combine_promise_whose_own_then_calls_twice() {
    watch_each(|| {
        let promise = P::resolve(&1.into());
        let twice = function2(|resolve, reject| {
            log!("its own then");
            call(&resolve, "first");
            call(&resolve, "second");
            call(&reject, "third");
            Ok(UNDEFINED)
        });
        set(&promise, &"then".into(), &twice).unwrap_throw();
        list![promise, P::resolve(&2.into())]
    });
}

#[wasm_bindgen]
pub fn case_combine_in_one_another() {
    let inner = P::all(&list![P::resolve(&1.into()), 2]);
    let race = P::race(&list![inner.clone(), P::resolve(&"quick".into())]);
    watch("settled", &P::all_settled(&list![inner, race, P::any(&list![]), P::all(&list![])]));
    ticks(10);
}

#[wasm_bindgen]
pub fn case_aggregate_error_of_any() {
    P::any(&list![P::reject(&1.into()), P::reject(&"two".into())]).catch(&function(|error| {
        let keys: Vec<String> = ["name", "message", "errors"]
            .iter()
            .map(|key| show(&member(&error, key)))
            .collect();
        log!("{}", keys.join("; "));
        Ok(UNDEFINED)
    }));
}

#[wasm_bindgen]
pub fn case_records_of_all_settled() {
    let settled = P::all_settled(&list![P::resolve(&1.into()), P::reject(&2.into())]);
    settled.then(&function(|records| {
        log!("{}", JSON::stringify(&records).map_or_else(|_| "".into(), String::from));
        Ok(UNDEFINED)
    }));
}

#[wasm_bindgen]
pub fn case_js_sys_promise() {
    use js_sys::Promise;
    let items = list![1, P::resolve(&2.into())];
    let log_it = Closure::<dyn FnMut(JsValue)>::new(|value: JsValue| log!("js-sys {}", show(&value)));
    let _ = Promise::all(&items).then(&log_it);
    let _ = Promise::race(&items).then(&log_it);
    let _ = Promise::any(&items).then(&log_it);
    let _ = Promise::all_settled(&items).then(&log_it);
    let _ = Promise::reject(&JsValue::from("no")).catch(&log_it);
    let ended = Closure::<dyn FnMut()>::new(|| log!("finally"));
    let _ = Promise::resolve(&JsValue::from(3)).finally(&ended);
    log_it.forget();
    ended.forget();
    ticks(4);
}
