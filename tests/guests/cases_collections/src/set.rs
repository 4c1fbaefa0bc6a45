//! Set: items by SameValueZero, the order of insertion, changes while it is visited.

use js_sys::{Array, Object, Reflect, Set};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

use crate::{invoke, list, log, outcome, show, NULL, UNDEFINED};

fn dump(set: &Set) -> String {
    show(Array::from(set))
}

#[wasm_bindgen]
pub fn case_set_basics() {
    let set = Set::new(&list!["b", "a", "b"]);
    log!("{} {}", set.size(), dump(&set));
    log!("{}", set.add(&"c".into()) == set);
    set.add(&"b".into());
    log!("{} {}", set.has(&"a".into()), set.has(&"z".into()));
    log!("{} {}", set.delete(&"b".into()), set.delete(&"b".into()));
    set.add(&"b".into());
    log!("{} {}", set.size(), dump(&set));
    set.clear();
    log!("{} {}", set.size(), dump(&set));
}

#[wasm_bindgen]
pub fn case_set_constructors() {
    log!("{}", dump(&Set::new(&UNDEFINED)));
    log!("{}", dump(&Set::new(&NULL)));
    log!("{}", dump(&Set::new(&"hello".into())));
    log!("{}", dump(&Set::new_typed()));
    log!("{}", dump(&Set::new_empty()));
    log!("{}", dump(&Set::new_from_items(&[JsValue::from(1), 1.into()])));
    log!("{}", outcome(Set::new_from_iterable(list![1, 2, 1])));
    log!("{}", dump(&Set::new(&Set::new(&list![3, 4]))));
}

#[wasm_bindgen]
pub fn case_set_of_a_number() {
    Set::new(&5.into());
}

#[wasm_bindgen]
pub fn case_set_items_are_same_value_zero() {
    let object = Object::new();
    let items = list![
        1, true, "1", JsValue::bigint_from_str("1"), f64::NAN, f64::NAN, UNDEFINED, NULL, 0, -0.0,
        "", false, &object, &object, Object::new(), list![], list![], 1.0,
    ];
    let set = Set::new(&items);
    log!("{}", set.size());
    for item in items.iter() {
        log!("{}", set.has(&item));
    }
    log!("{} {}", set.has(&Object::new()), set.has(&2.into()));
    log!("{}", dump(&Set::new(&list![-0.0])));
}

#[wasm_bindgen]
pub fn case_set_for_each() {
    let set = Set::new(&list!["x", "y"]);
    set.for_each(&mut |value, same, whole: Set| {
        log!("{} {} {}", show(&value), value == same, whole == set);
    });
    let result = set.try_for_each(&mut |value: JsValue| {
        log!("{}", show(value));
        Err(JsError::new("stop"))
    });
    log!("{}", outcome(result.map(|()| UNDEFINED)));
}

#[wasm_bindgen]
pub fn case_set_changes_while_it_is_visited() {
    let set = Set::new(&list![1, 2, 3]);
    let mut seen = Vec::new();
    set.for_each(&mut |value, _, whole: Set| {
        seen.push(show(&value));
        if value.as_f64() == Some(1.0) {
            whole.delete(&1.into());
            whole.delete(&2.into());
            whole.add(&4.into());
            whole.add(&1.into());
        }
        if seen.len() > 8 {
            whole.clear();
        }
    });
    log!("{seen:?} {}", dump(&set));
}

#[wasm_bindgen]
pub fn case_set_iterators() {
    let set = Set::new(&list!["x", "y"]);
    let all = |iterator: js_sys::Iterator| -> Vec<String> {
        iterator.into_iter().map(|item| show(item.unwrap())).collect()
    };
    log!("{:?}", all(set.keys()));
    log!("{:?}", all(set.values()));
    log!("{:?}", all(set.entries()));
    let iterator = set.entries_typed();
    log!("{}", show(iterator.next().unwrap().value()));
    log!("{}", outcome(invoke(&set.keys(), "toString", list![])));
    log!("{}", outcome(invoke(&set, "toString", list![])));
    let next = Reflect::get(&set.keys(), &"next".into()).unwrap();
    log!("{}", outcome(next.unchecked_ref::<js_sys::Function>().call0(&set)));
}

#[wasm_bindgen]
pub fn case_set_bad_input() {
    let set = JsValue::from(Set::new(&UNDEFINED));
    let constructor: js_sys::Function =
        Reflect::get(&set, &"constructor".into()).unwrap().unchecked_into();
    for argument in [list![1], list![Object::new()], list![true]] {
        log!("{}", outcome(Reflect::construct(&constructor, &argument)));
    }
    log!("{}", outcome(constructor.call0(&UNDEFINED)));
    let add: js_sys::Function = Reflect::get(&set, &"add".into()).unwrap().unchecked_into();
    for receiver in [UNDEFINED, Object::new().into(), js_sys::Map::new().into(), list![].into()] {
        log!("{}", outcome(add.call1(&receiver, &1.into())));
    }
    log!("{}", outcome(invoke(&set, "forEach", list![Object::new()])));
    invoke(&set, "add", list![]).unwrap();
    log!("{}", dump(set.unchecked_ref()));
}

#[wasm_bindgen]
pub fn case_set_type() {
    let set = JsValue::from(Set::new(&list![1]));
    log!("{} {}", set.is_instance_of::<Set>(), set.is_instance_of::<js_sys::Map>());
    log!("{:?} {set:?}", set.js_typeof());
    log!("{}", outcome(js_sys::JSON::stringify(&set)));
}
