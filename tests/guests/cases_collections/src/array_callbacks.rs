//! Methods of Array that call back: what they are given, what they give, and what errors do.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::{list, log, outcome, show};

fn is_even(value: &JsValue) -> bool {
    value.as_f64().is_some_and(|number| number % 2.0 == 0.0)
}

fn failing<T>(value: &JsValue, good: T) -> Result<T, JsError> {
    if value.as_f64() == Some(2.0) {
        return Err(JsError::new("two is not wanted"));
    }
    Ok(good)
}

#[wasm_bindgen]
pub fn case_array_for_each() {
    let array = list!["a", "b"];
    array.for_each(&mut |item: JsValue, index, whole: Array| {
        log!("{} {index} {}", show(item), whole == array);
    });
    let mut seen = Vec::new();
    let result = list![1, 2, 3].try_for_each(&mut |item: JsValue, index| {
        seen.push(index);
        failing(&item, ())
    });
    log!("{} {seen:?}", outcome(result.map(|()| JsValue::UNDEFINED)));
}

#[wasm_bindgen]
pub fn case_array_for_each_while_it_changes() {
    let array = list![1, 2, 3, 4];
    let mut seen = Vec::new();
    array.for_each(&mut |item: JsValue, index, whole: Array| {
        seen.push(show(item));
        if index == 0 {
            whole.push(&"added".into());
            whole.set(2, "changed".into());
        }
        if index == 1 {
            whole.pop();
            whole.pop();
        }
    });
    log!("{seen:?} {}", show(array));
}

#[wasm_bindgen]
pub fn case_array_every_some() {
    let array = list![2, 4, 5];
    let mut seen = 0;
    log!("{}", array.every(&mut |item: JsValue, _, _: Array| {
        seen += 1;
        is_even(&item)
    }));
    log!("{seen}");
    log!("{}", list![].every(&mut |_: JsValue, _, _: Array| false));
    log!("{}", array.some(&mut |item: JsValue| !is_even(&item)));
    log!("{}", list![].some(&mut |_: JsValue| true));
    let every = array.try_every(&mut |item: JsValue, _| failing(&item, true));
    log!("{}", outcome(every.map(JsValue::from)));
    let some = array.try_some(&mut |item: JsValue| failing(&item, true));
    log!("{}", outcome(some.map(JsValue::from)));
    let every = list![1, 3].try_every(&mut |item: JsValue, _| failing(&item, true));
    log!("{}", outcome(every.map(JsValue::from)));
}

#[wasm_bindgen]
pub fn case_array_filter() {
    let array = list![1, 2, 3, 4];
    log!("{}", show(array.filter(&mut |item: JsValue, _, _: Array| is_even(&item))));
    log!("{}", show(array.filter(&mut |_: JsValue, index, _: Array| index > 1)));
    log!("{}", outcome(array.try_filter(&mut |item: JsValue, _| failing(&item, true))));
    log!("{}", outcome(list![1, 3].try_filter(&mut |item: JsValue, _| failing(&item, true))));
}

#[wasm_bindgen]
pub fn case_array_find() {
    let array = list![1, 2, 3, 4];
    let mut even = |item: JsValue, _: u32, _: Array| is_even(&item);
    log!("{} {}", show(array.find(&mut even)), array.find_index(&mut even));
    log!("{} {}", show(array.find_last(&mut even)), array.find_last_index(&mut even));
    let mut none = |_: JsValue, _: u32, _: Array| false;
    log!("{} {}", show(array.find(&mut none)), array.find_index(&mut none));
    log!("{} {}", show(array.find_last(&mut none)), array.find_last_index(&mut none));
}

#[wasm_bindgen]
pub fn case_array_try_find() {
    let array = list![1, 2, 3];
    let mut check = |item: JsValue, _: u32| failing(&item, false);
    let optional = |found: Option<JsValue>| found.unwrap_or(JsValue::from("nothing"));
    log!("{}", outcome(array.try_find(&mut check).map(optional)));
    log!("{}", outcome(array.try_find_index(&mut check).map(JsValue::from)));
    log!("{}", outcome(array.try_find_last(&mut check).map(optional)));
    log!("{}", outcome(array.try_find_last_index(&mut check).map(JsValue::from)));
    let array = list![1, 3];
    log!("{}", outcome(array.try_find(&mut check).map(optional)));
    log!("{}", outcome(array.try_find_index(&mut check).map(JsValue::from)));
    log!("{}", outcome(array.try_find_last(&mut |_: JsValue, _| Ok(true)).map(optional)));
    log!("{}", outcome(array.try_find_last_index(&mut |_: JsValue, _| Ok(true)).map(JsValue::from)));
}

#[wasm_bindgen]
pub fn case_array_map() {
    let array = list![1, 2, 3];
    let mapped = array.map(&mut |item: JsValue, index, whole: Array| -> JsValue {
        list![item, index, whole.length()].into()
    });
    log!("{} {}", show(mapped), show(&array));
    let failed = array.try_map(&mut |item: JsValue, _| failing(&item, JsValue::from("fine")));
    log!("{}", outcome(failed));
    let mapped = list![1, 3].try_map(&mut |item: JsValue, _| failing(&item, JsValue::from("fine")));
    log!("{}", outcome(mapped));
}

#[wasm_bindgen]
pub fn case_array_flat_map() {
    let array = list![1, 2];
    let mapped = array.flat_map(&mut |item: JsValue, index, _: Array| -> Vec<JsValue> {
        vec![item, list![index].into()]
    });
    log!("{}", show(mapped));
    log!("{}", show(array.flat_map(&mut |_: JsValue, _, _: Array| -> Vec<JsValue> { vec![] })));
    let mapped = array.try_flat_map(&mut |item: JsValue, _| vec![item.clone(), item]);
    log!("{}", outcome(mapped));
}

#[wasm_bindgen]
pub fn case_array_reduce() {
    let array = list!["a", "b", "c"];
    let mut join = |before: JsValue, item: JsValue, index: u32, _: Array| -> JsValue {
        format!("{}{}{index}", before.as_string().unwrap(), item.as_string().unwrap()).into()
    };
    log!("{}", show(array.reduce(&mut join, &">".into())));
    log!("{}", show(array.reduce_right(&mut join, &">".into())));
    log!("{}", show(list![].reduce(&mut join, &">".into())));
    log!("{}", show(list![].reduce_right(&mut join, &">".into())));
}

#[wasm_bindgen]
pub fn case_array_try_reduce() {
    let array = list![1, 2, 3];
    let mut last = |_: JsValue, item: JsValue, _: u32| failing(&item, item.clone());
    log!("{}", outcome(array.try_reduce(&mut last, &0.into())));
    log!("{}", outcome(array.try_reduce_right(&mut last, &0.into())));
    log!("{}", outcome(list![1, 3].try_reduce(&mut last, &0.into())));
    log!("{}", outcome(list![1, 3].try_reduce_right(&mut last, &0.into())));
}
