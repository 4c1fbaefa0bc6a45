//! Operators on objects, `typeof` and debug text.

use crate::{array, function0, function1, log, n, object, s};
use js_sys::{Array, Object, Reflect, Symbol};
use wasm_bindgen::prelude::*;

fn valued(value: f64) -> JsValue {
    object(&[("valueOf", function0(move || n(value)).into())]).into()
}

fn named(name: &'static str) -> JsValue {
    object(&[("toString", function0(move || s(name)).into())]).into()
}

#[wasm_bindgen]
pub fn case_add_objects() {
    log!("{:?}", &valued(2.0) + &n(1.0));
    log!("{:?}", &valued(2.0) + &s("x"));
    log!("{:?}", &named("it") + &n(1.0));
    log!("{:?}", &JsValue::from(Object::new()) + &s(""));
    log!("{:?}", &JsValue::from(array(&[n(1.0), n(2.0)])) + &n(3.0));
    log!("{:?}", &JsValue::from(Array::new()) + &JsValue::from(Array::new()));
    log!("{:?}", &JsValue::NULL + &n(1.0));
    log!("{:?}", &JsValue::UNDEFINED + &n(1.0));
    log!("{:?}", &JsValue::TRUE + &JsValue::TRUE);
}

#[wasm_bindgen]
pub fn case_arithmetic_on_objects() {
    log!("{:?} {:?}", &valued(7.0) - &valued(2.0), &valued(7.0) * &named("3"));
    log!("{:?} {:?}", &valued(7.0) / &n(2.0), &valued(7.0) % &n(4.0));
    log!("{:?}", &JsValue::from(Object::new()) - &n(1.0));
    log!("{:?} {:?}", &valued(5.0) & &n(3.0), &valued(1.0) << &n(4.0));
    log!("{:?} {:?}", -&valued(5.0), !&JsValue::from(Object::new()));
    log!("{:?}", valued(-1.0).unsigned_shr(&n(28.0)));
    log!("{:?}", valued(2.0).pow(&n(10.0)));
    log!("{:?}", valued(2.5).bit_not());
}

#[wasm_bindgen]
pub fn case_compare_objects() {
    log!("{} {}", valued(1.0).lt(&n(2.0)), valued(3.0).le(&n(2.0)));
    log!("{} {}", named("a").lt(&s("b")), named("10").gt(&n(9.0)));
    log!("{}", JsValue::from(Object::new()).ge(&n(1.0)));
}

#[wasm_bindgen]
pub fn case_loose_equality() {
    log!("{} {}", valued(1.0).loose_eq(&n(1.0)), n(1.0).loose_eq(&valued(1.0)));
    log!("{} {}", named("a").loose_eq(&s("a")), valued(1.0).loose_eq(&valued(1.0)));
    log!("{} {}", valued(1.0).loose_eq(&s("1")), valued(1.0).loose_eq(&JsValue::TRUE));
    log!("{} {}", JsValue::NULL.loose_eq(&Object::new()), JsValue::from(Array::new()).loose_eq(&s("")));
    log!("{}", JsValue::from(array(&[n(1.0)])).loose_eq(&n(1.0)));
}

#[wasm_bindgen]
pub fn case_in_operator() {
    let value: JsValue = object(&[("a", JsValue::UNDEFINED)]).into();
    log!("{} {}", s("a").js_in(&value), s("b").js_in(&value));
    log!("{} {}", s("toString").js_in(&value), s("length").js_in(&Array::new()));
    log!("{} {}", n(0.0).js_in(&array(&[n(1.0)])), n(1.0).js_in(&array(&[n(1.0)])));
}

#[wasm_bindgen]
pub fn case_typeof() {
    for value in [
        JsValue::UNDEFINED, JsValue::NULL, JsValue::TRUE, n(1.0), s("s"), Symbol::iterator().into(),
        JsValue::from(1_u64), Object::new().into(), Array::new().into(), function0(|| n(1.0)).into(),
        js_sys::Error::new("e").into(), Object::new().constructor().into(),
    ] {
        log!("{:?} {} {}", value.js_typeof(), value.is_object(), value.is_function());
    }
}

#[wasm_bindgen]
pub fn case_debug_text() {
    log!("{:?}", s("quotes \" and \\ and \n"));
    log!("{:?}", s("é世🦀"));
    log!("{:?} {:?} {:?}", n(1.0), n(-0.0), n(1e21));
    log!("{:?} {:?}", JsValue::from(12_u64), JsValue::TRUE);
    log!("{:?}", JsValue::from(array(&[s("a"), Array::new().into(), JsValue::NULL, Object::new().into()])));
    log!("{:?}", JsValue::from(Object::new()));
    log!("{:?}", JsValue::from(object(&[("a", n(1.0)), ("b", array(&[JsValue::UNDEFINED]).into()), ("c", JsValue::UNDEFINED)])));
    log!("{:?}", JsValue::from(Object::new().constructor()));
    log!("{:?}", Symbol::iterator());
    let tagged = Object::new();
    Reflect::set(&tagged, &Symbol::to_string_tag(), &s("Tag")).unwrap();
    log!("{:?}", JsValue::from(tagged));
    let ring = Object::new();
    Reflect::set(&ring, &s("me"), &ring).unwrap();
    log!("{:?}", JsValue::from(ring));
    log!("{:?}", JsValue::from(object(&[("big", JsValue::from(1_u64))])));
    log!("{:?}", JsValue::from(object(&[("toJSON", function1(|_| s("mine")).into())])));
}
