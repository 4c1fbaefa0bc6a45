//! WeakMap, WeakSet, WeakRef and FinalizationRegistry, as far as no collector must run.

use js_sys::{FinalizationRegistry, Object, Reflect, WeakMap, WeakRef, WeakSet};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

use crate::{invoke, list, log, outcome, show, NULL, UNDEFINED};

fn misfits() -> Vec<JsValue> {
    vec![1.into(), "a".into(), true.into(), NULL, UNDEFINED, JsValue::bigint_from_str("1")]
}

#[wasm_bindgen]
pub fn case_weak_map() {
    let (map, key, other) = (WeakMap::new(), Object::new(), Object::new());
    log!("{}", map.set(&key, &1.into()) == map);
    map.set(&key, &2.into());
    log!("{} {}", show(map.get(&key)), show(map.get(&other)));
    log!("{:?} {:?}", map.get_checked(&key).map(show), map.get_checked(&other).map(show));
    log!("{} {}", map.has(&key), map.has(&other));
    log!("{} {} {}", map.delete(&key), map.delete(&key), map.has(&key));
}

#[wasm_bindgen]
pub fn case_weak_map_keys() {
    let map = JsValue::from(WeakMap::new());
    let function = Closure::<dyn Fn()>::new(|| ());
    for key in [
        list![].into(), Object::new().into(), function.as_ref().clone(), WeakMap::new().into(),
        js_sys::Map::new().into(), JsError::new("e").into(), JsValue::symbol(Some("s")),
    ] {
        invoke(&map, "set", list![&key, "found"]).unwrap();
        log!("{}", outcome(invoke(&map, "get", list![&key])));
    }
    for key in misfits() {
        log!("{}", outcome(invoke(&map, "set", list![&key, 1])));
        log!("{} {}", outcome(invoke(&map, "get", list![&key])), outcome(invoke(&map, "has", list![&key])));
        log!("{}", outcome(invoke(&map, "delete", list![key])));
    }
}

#[wasm_bindgen]
pub fn case_weak_set() {
    let (set, item, other) = (WeakSet::new(), Object::new(), Object::new());
    log!("{}", set.add(&item) == set);
    set.add(&item);
    log!("{} {}", set.has(&item), set.has(&other));
    log!("{} {} {}", set.delete(&item), set.delete(&item), set.has(&item));
    for item in misfits() {
        log!("{}", outcome(invoke(&set, "add", list![&item])));
        log!("{}", outcome(invoke(&set, "has", list![item])));
    }
}

#[wasm_bindgen]
pub fn case_weak_constructors() {
    let item = Object::new();
    let sources = [
        (JsValue::from(WeakMap::new()), list![list![&item, 1]]),
        (WeakSet::new().into(), list![&item]),
    ];
    for (weak, source) in sources {
        let constructor: js_sys::Function =
            Reflect::get(&weak, &"constructor".into()).unwrap().unchecked_into();
        let made = Reflect::construct(&constructor, &list![source]).unwrap();
        log!("{}", outcome(invoke(&made, "has", list![&item])));
        log!("{}", outcome(Reflect::construct(&constructor, &list![list![list![1, 2]]]).map(|_| JsValue::from("made"))));
        log!("{}", outcome(Reflect::construct(&constructor, &list![list![1]])));
        log!("{}", outcome(Reflect::construct(&constructor, &list![NULL]).map(|_| JsValue::from("made"))));
        log!("{}", outcome(constructor.call0(&UNDEFINED)));
        log!("{}", outcome(invoke(&made, "toString", list![])));
    }
}

#[wasm_bindgen]
pub fn case_weak_ref() {
    let object = Object::new();
    let reference = WeakRef::new(&object);
    log!("{}", reference.deref().map(|found| found == object).unwrap_or(false));
    log!("{}", outcome(invoke(&reference, "toString", list![])));
    let constructor: js_sys::Function =
        Reflect::get(&reference, &"constructor".into()).unwrap().unchecked_into();
    for target in misfits() {
        log!("{}", outcome(Reflect::construct(&constructor, &list![target])));
    }
    log!("{}", outcome(constructor.call1(&UNDEFINED, &object)));
}

#[wasm_bindgen]
pub fn case_weak_ref_keeps_its_target_during_the_job() {
    let reference = WeakRef::new(&Object::new());
    log!("{}", reference.deref().is_some());
    let function = WeakRef::new(&list![1]);
    log!("{:?}", function.deref().map(show));
}

#[wasm_bindgen]
pub fn case_finalization_registry() {
    let callback = Closure::<dyn FnMut(JsValue)>::new(|held| log!("collected {}", show(held)));
    let registry = FinalizationRegistry::new(callback.as_ref().unchecked_ref());
    let (target, token) = (Object::new(), Object::new());
    registry.register(&target, &"held".into());
    registry.register_with_token(&target, &"held".into(), &token);
    registry.register_with_token(&list![], &"other".into(), &token);
    log!("{} {}", registry.unregister(&token), registry.unregister(&token));
    log!("{}", registry.unregister(&target));
    log!("{}", outcome(invoke(&registry, "toString", list![])));
    std::mem::forget(callback);
}

#[wasm_bindgen]
pub fn case_finalization_registry_bad_input() {
    let callback = Closure::<dyn FnMut(JsValue)>::new(|_| ());
    let registry = FinalizationRegistry::new(callback.as_ref().unchecked_ref());
    let target = Object::new();
    for misfit in misfits() {
        log!("{}", outcome(invoke(&registry, "register", list![&misfit, 1])));
        log!("{}", outcome(invoke(&registry, "register", list![&target, 1, &misfit])));
        log!("{}", outcome(invoke(&registry, "unregister", list![misfit])));
    }
    log!("{}", outcome(invoke(&registry, "register", list![&target, &target])));
    let constructor: js_sys::Function =
        Reflect::get(&registry, &"constructor".into()).unwrap().unchecked_into();
    log!("{}", outcome(Reflect::construct(&constructor, &list![1])));
    log!("{}", outcome(constructor.call0(&UNDEFINED)));
}
