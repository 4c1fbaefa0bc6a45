//! Methods of typed arrays that call a function or iterate.

use js_sys::{Float32Array, Int16Array};
use wasm_bindgen::prelude::*;

use crate::{get, invoke, list, log, outcome, show, NULL, UNDEFINED};

fn numbers() -> JsValue {
    Int16Array::from(&[4i16, -1, 0, 7][..]).into()
}

#[wasm_bindgen]
pub fn case_visit_predicates() {
    let negative = Closure::<dyn Fn(f64) -> bool>::new(|value| value < 0.0);
    let never = Closure::<dyn Fn() -> JsValue>::new(|| JsValue::from(""));
    let always = Closure::<dyn Fn() -> JsValue>::new(|| list![].into());
    for name in ["every", "some", "find", "findIndex", "findLast", "findLastIndex", "filter", "map"] {
        for callback in [negative.as_ref(), never.as_ref(), always.as_ref()] {
            log!("{name} {}", outcome(invoke(&numbers(), name, list![callback])));
        }
        let empty = Int16Array::new_with_length(0);
        log!("{name} {}", outcome(invoke(&empty, name, list![negative.as_ref()])));
    }
}

#[wasm_bindgen]
pub fn case_visit_without_function() {
    for name in ["every", "some", "find", "forEach", "filter", "map", "reduce", "reduceRight"] {
        for callback in [UNDEFINED, NULL, JsValue::from(1), JsValue::from("x"), list![].into()] {
            log!("{name} {}", outcome(invoke(&numbers(), name, list![callback])));
        }
    }
}

#[wasm_bindgen]
pub fn case_visit_arguments() {
    let this = numbers();
    let seen = Closure::<dyn Fn(JsValue, JsValue, JsValue)>::new({
        let this = this.clone();
        move |value: JsValue, index: JsValue, array: JsValue| {
            log!("{} {} {}", show(value), show(index), array == this);
        }
    });
    log!("{}", outcome(invoke(&this, "forEach", list![seen.as_ref()])));
    let mapped = invoke(&Float32Array::from(&[1.1f32][..]), "forEach", list![seen.as_ref()]);
    log!("{}", outcome(mapped));
    let bigints = js_sys::BigInt64Array::from(&[-1i64][..]);
    log!("{}", outcome(invoke(&bigints, "forEach", list![seen.as_ref()])));
}

#[wasm_bindgen]
pub fn case_visit_that_writes() {
    let this = numbers();
    let writes = Closure::<dyn Fn(f64, u32, JsValue)>::new(|value, index, array: JsValue| {
        log!("{value} {index}");
        js_sys::Reflect::set(&array, &JsValue::from(index + 1), &100.into()).unwrap();
    });
    log!("{}", outcome(invoke(&this, "forEach", list![writes.as_ref()])));
    log!("{}", show(&this));
}

#[wasm_bindgen]
pub fn case_visit_reduce() {
    let joined = Closure::<dyn Fn(JsValue, JsValue, u32) -> String>::new(|a, b, index| {
        format!("({} {} {index})", show(a), show(b))
    });
    for name in ["reduce", "reduceRight"] {
        log!("{name} {}", outcome(invoke(&numbers(), name, list![joined.as_ref()])));
        log!("{name} {}", outcome(invoke(&numbers(), name, list![joined.as_ref(), "start"])));
        log!("{name} {}", outcome(invoke(&numbers(), name, list![joined.as_ref(), UNDEFINED])));
        let empty = Int16Array::new_with_length(0);
        log!("{name} {}", outcome(invoke(&empty, name, list![joined.as_ref()])));
        log!("{name} {}", outcome(invoke(&empty, name, list![joined.as_ref(), 1])));
    }
}

#[wasm_bindgen]
pub fn case_visit_map_converts() {
    let far = Closure::<dyn Fn(f64) -> f64>::new(|value| value * 20000.0);
    log!("{}", outcome(invoke(&numbers(), "map", list![far.as_ref()])));
    let bigints = js_sys::BigInt64Array::from(&[1i64][..]);
    let text = Closure::<dyn Fn() -> String>::new(|| "5".into());
    log!("{}", outcome(invoke(&bigints, "map", list![text.as_ref()])));
}

#[wasm_bindgen]
pub fn case_visit_iterators() {
    for name in ["keys", "values", "entries"] {
        let iterator = invoke(&numbers(), name, list![]).unwrap();
        for _ in 0..5 {
            let step = invoke(&iterator, "next", list![]).unwrap();
            log!("{name} {} {}", show(get(&step, "value")), show(get(&step, "done")));
        }
    }
    let all: Vec<_> = js_sys::try_iter(&numbers()).unwrap().unwrap().map(|v| show(v.unwrap())).collect();
    log!("{}", all.join(" "));
}
