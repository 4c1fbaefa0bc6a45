//! Map: keys by SameValueZero, the order of insertion, changes while it is visited.

use js_sys::{Array, Map, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

use crate::{invoke, list, log, outcome, show, NULL, UNDEFINED};

fn dump(map: &Map) -> String {
    show(Array::from(map))
}

fn letters() -> Map {
    let map = Map::new();
    for (key, value) in [("b", 1), ("a", 2), ("c", 3)] {
        map.set(&key.into(), &value.into());
    }
    map
}

#[wasm_bindgen]
pub fn case_map_basics() {
    let map = letters();
    log!("{} {}", map.size(), dump(&map));
    log!("{} {}", show(map.get(&"a".into())), show(map.get(&"z".into())));
    log!("{:?} {:?}", map.get_checked(&"a".into()).map(show), map.get_checked(&"z".into()).map(show));
    log!("{} {}", map.has(&"a".into()), map.has(&"z".into()));
    log!("{}", map.set(&"b".into(), &9.into()) == map);
    log!("{} {}", map.delete(&"a".into()), map.delete(&"a".into()));
    log!("{} {}", map.size(), dump(&map));
    map.clear();
    log!("{} {}", map.size(), dump(&map));
}

#[wasm_bindgen]
pub fn case_map_keys_are_same_value_zero() {
    let map = Map::new();
    let object = Object::new();
    let keys = list![
        1, true, "1", JsValue::bigint_from_str("1"), f64::NAN, UNDEFINED, NULL, 0, "", false,
        &object, Object::new(), list![], list![], JsValue::symbol(Some("a")), JsValue::symbol(Some("a")),
        1.5, 9007199254740993.0, JsValue::bigint_from_str("9007199254740992"), "a", "A",
    ];
    for (index, key) in keys.iter().enumerate() {
        map.set(&key, &(index as u32).into());
    }
    log!("{} {}", map.size(), keys.length());
    for key in keys.iter() {
        log!("{}", show(map.get(&key)));
    }
    log!("{}", show(map.get(&f64::NAN.into())));
    log!("{}", show(map.get(&(-0.0).into())));
    log!("{}", show(map.get(&object)));
    log!("{}", show(map.get(&Object::new())));
}

#[wasm_bindgen]
pub fn case_map_negative_zero() {
    let map = Map::new();
    map.set(&(-0.0).into(), &(-0.0).into());
    log!("{}", dump(&map));
}

#[wasm_bindgen]
pub fn case_map_iterators() {
    let map = letters();
    let all = |iterator: js_sys::Iterator| -> Vec<String> {
        iterator.into_iter().map(|item| show(item.unwrap())).collect()
    };
    log!("{:?}", all(map.keys()));
    log!("{:?}", all(map.values()));
    log!("{:?}", all(map.entries()));
    let iterator = map.entries_typed();
    let step = iterator.next().unwrap();
    log!("{} {}", step.done(), show(step.value()));
    let empty = Map::new().keys();
    log!("{} {}", empty.next().unwrap().done(), show(empty.next().unwrap().value()));
    log!("{}", outcome(invoke(&map.keys(), "toString", list![])));
    log!("{}", outcome(invoke(&map, "toString", list![])));
}

#[wasm_bindgen]
pub fn case_map_for_each() {
    letters().for_each(&mut |value, key| log!("{} {}", show(key), show(value)));
    let result = letters().try_for_each(&mut |value: JsValue, _| {
        if value.as_f64() == Some(2.0) { Err(JsError::new("two")) } else { Ok(()) }
    });
    log!("{}", outcome(result.map(|()| UNDEFINED)));
}

#[wasm_bindgen]
pub fn case_map_changes_while_it_is_visited() {
    let map = letters();
    let mut seen = Vec::new();
    map.for_each(&mut |_, key| {
        let key = key.as_string().unwrap();
        if key == "b" {
            map.delete(&"a".into());
            map.set(&"d".into(), &4.into());
        }
        if key == "c" {
            map.delete(&"b".into());
            map.set(&"b".into(), &5.into());
        }
        seen.push(key);
    });
    log!("{seen:?} {}", dump(&map));
}

#[wasm_bindgen]
pub fn case_map_cleared_while_it_is_visited() {
    let map = letters();
    let iterator = map.keys();
    log!("{}", show(iterator.next().unwrap().value()));
    map.clear();
    map.set(&"x".into(), &1.into());
    map.set(&"b".into(), &2.into());
    log!("{}", show(iterator.next().unwrap().value()));
    log!("{}", show(iterator.next().unwrap().value()));
    log!("{}", iterator.next().unwrap().done());
    map.set(&"late".into(), &3.into());
    log!("{}", iterator.next().unwrap().done());
}

#[wasm_bindgen]
pub fn case_map_from_entries() {
    let map: Map<JsValue, JsValue> = Map::new_from_entries(&entries());
    log!("{} {}", map.size(), dump(&map));
    let copy: Map<JsValue, JsValue> = Map::new_from_entries(&map);
    log!("{} {}", copy == map, dump(&copy));
}

fn entries() -> Array<js_sys::ArrayTuple<(JsValue, JsValue)>> {
    list![list!["k", 1], list!["l", 2], list!["k", 3]].unchecked_into()
}

fn constructor(value: &JsValue) -> js_sys::Function {
    Reflect::get(value, &"constructor".into()).unwrap().unchecked_into()
}

#[wasm_bindgen]
pub fn case_map_bad_input() {
    let map = constructor(&Map::new());
    for argument in [
        list![1], list![list![1]], list![Object::new()], list![list![Object::new()]],
        list![NULL], list![], list!["ab"], list![list![list![]]],
    ] {
        let shown = show(&argument);
        let made = Reflect::construct(&map, &argument).map(|made| dump(made.unchecked_ref()));
        log!("{shown} {}", match made { Ok(text) => text, Err(error) => crate::text(&error) });
    }
    log!("{}", outcome(map.call0(&UNDEFINED)));
    let get: js_sys::Function = Reflect::get(&letters(), &"get".into()).unwrap().unchecked_into();
    for receiver in [UNDEFINED, NULL, Object::new().into(), 1.into(), js_sys::Set::new(&NULL).into()] {
        log!("{}", outcome(get.call1(&receiver, &"a".into())));
    }
    log!("{}", outcome(invoke(&letters(), "forEach", list![])));
    log!("{}", outcome(invoke(&letters(), "size", list![]).map_err(|_| JsValue::from("no function"))));
    log!("{}", outcome(invoke(&letters(), "get", list![])));
}

#[wasm_bindgen]
pub fn case_map_type() {
    let map = JsValue::from(letters());
    log!("{} {}", map.is_instance_of::<Map>(), map.is_instance_of::<Object>());
    log!("{}", JsValue::from(Object::new()).is_instance_of::<Map>());
    log!("{:?}", map.js_typeof());
    log!("{map:?}");
    log!("{}", outcome(Reflect::own_keys(&map)));
    Reflect::set(&map, &"extra".into(), &1.into()).unwrap();
    log!("{} {}", outcome(Reflect::own_keys(&map)), letters().size());
    log!("{}", outcome(Reflect::get(&map, &"extra".into())));
}
