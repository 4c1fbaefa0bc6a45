//! `Reflect`.

use crate::{array, function0, function1, function2, get, log, n, object, outcome, s};
use js_sys::{Array, Error, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Reflect, js_name = apply, catch)]
    fn apply_any(function: &JsValue, this: &JsValue, args: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = construct, catch)]
    fn construct_any(function: &JsValue, args: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = construct, catch)]
    fn construct_as(function: &JsValue, args: &JsValue, target: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = setPrototypeOf, catch)]
    fn set_prototype(target: &JsValue, prototype: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = defineProperty, catch)]
    fn define(target: &JsValue, key: &JsValue, attributes: &JsValue) -> Result<bool, JsValue>;
}

#[wasm_bindgen]
pub fn case_reflect_get_and_set() {
    let value = object(&[("a", n(1.0))]);
    log!("{:?} {:?}", get(&value, "a"), get(&value, "nothing"));
    log!("{}", outcome(Reflect::set(&value, &s("b"), &n(2.0))));
    log!("{:?}", JsValue::from(value));
    for primitive in [JsValue::UNDEFINED, JsValue::NULL, n(1.0), s("text")] {
        log!("{}", outcome(Reflect::get(&primitive, &s("a"))));
        log!("{}", outcome(Reflect::set(&primitive, &s("a"), &n(1.0))));
        log!("{}", outcome(Reflect::has(&primitive, &s("a"))));
    }
}

#[wasm_bindgen]
pub fn case_reflect_get_and_set_by_index() {
    let list = array(&[n(1.0), n(2.0)]);
    log!("{}", outcome(Reflect::get_u32(&list, 1)));
    log!("{}", outcome(Reflect::get_u32(&list, 5)));
    log!("{}", outcome(Reflect::set_u32(&list, 1, &n(7.0))));
    log!("{}", outcome(Reflect::get_f64(&list, 1.0)));
    log!("{}", outcome(Reflect::set_f64(&list, 2.0, &n(8.0))));
    log!("{:?} {}", JsValue::from(list.clone()), list.length());
    let value = Object::new();
    Reflect::set_u32(&value, 3, &n(9.0)).unwrap();
    log!("{:?} {}", JsValue::from(value.clone()), outcome(Reflect::get_u32(&value, 3)));
}

#[wasm_bindgen]
pub fn case_reflect_has_and_delete() {
    let value = object(&[("a", JsValue::UNDEFINED)]);
    log!("{} {}", Reflect::has(&value, &s("a")).unwrap(), Reflect::has(&value, &s("b")).unwrap());
    log!("{}", Reflect::has(&value, &s("hasOwnProperty")).unwrap());
    log!("{}", outcome(Reflect::delete_property(&value, &s("a"))));
    log!("{}", outcome(Reflect::delete_property(&value, &s("a"))));
    log!("{}", Reflect::has(&value, &s("a")).unwrap());
}

#[wasm_bindgen]
pub fn case_reflect_own_keys() {
    let value = object(&[("b", n(1.0)), ("7", n(2.0)), ("a", n(3.0))]);
    log!("{:?}", Reflect::own_keys(&value).unwrap());
    log!("{}", outcome(Reflect::own_keys(&n(1.0)).map(JsValue::from)));
    log!("{:?}", Reflect::own_keys(&array(&[n(1.0)])).unwrap());
}

#[wasm_bindgen]
pub fn case_reflect_apply() {
    let add = function2(|a, b| n(a.as_f64().unwrap_or(f64::NAN) + b.as_f64().unwrap_or(f64::NAN)));
    log!("{}", outcome(Reflect::apply(&add, &JsValue::NULL, &array(&[n(1.0), n(2.0)]))));
    log!("{}", outcome(Reflect::apply(&add, &JsValue::NULL, &array(&[n(1.0), n(2.0), n(3.0)]))));
    log!("{}", outcome(apply_any(&add, &JsValue::NULL, &n(1.0))));
    log!("{}", outcome(apply_any(&n(1.0), &JsValue::NULL, &Array::new())).starts_with("throws TypeError"));
    let like = object(&[("length", n(2.0)), ("0", n(3.0)), ("1", n(4.0))]);
    log!("{}", outcome(apply_any(&add, &JsValue::NULL, &like)));
}

#[wasm_bindgen]
pub fn case_reflect_construct() {
    let constructor: Function = Object::new().constructor();
    log!("{}", outcome(Reflect::construct(&constructor, &Array::new())));
    let error = Error::new("x").constructor();
    log!("{:?}", get(&construct_any(&error, &array(&[s("made")])).unwrap(), "message"));
    log!("{}", outcome(construct_any(&n(1.0), &Array::new())));
    log!("{}", outcome(construct_any(&Object::new(), &Array::new())));
    let list = Array::new().constructor();
    log!("{:?}", construct_any(&list, &array(&[n(1.0), n(2.0)])).unwrap());
}

#[wasm_bindgen]
pub fn case_reflect_construct_with_new_target() {
    let constructor = Object::new().constructor();
    let target = Error::new("x").constructor();
    let made = construct_as(&constructor, &Array::new(), &target);
    log!("{}", made.unwrap().is_instance_of::<Error>());
    log!("{}", outcome(construct_as(&constructor, &Array::new(), &n(1.0))));
}

#[wasm_bindgen]
pub fn case_reflect_define_property() {
    let value = Object::new();
    let attributes = object(&[("value", n(1.0))]);
    log!("{}", outcome(Reflect::define_property(&value, &s("a"), &attributes)));
    let other = object(&[("value", n(2.0))]);
    log!("{}", outcome(Reflect::define_property(&value, &s("a"), &other)));
    log!("{}", outcome(define(&n(1.0), &s("a"), &attributes)));
    log!("{}", outcome(define(&value, &s("a"), &n(1.0))));
}

#[wasm_bindgen]
pub fn case_reflect_prototypes() {
    let (parent, child) = (Object::new(), Object::new());
    log!("{}", outcome(Reflect::set_prototype_of(&child, &parent)));
    log!("{}", Object::is(&Reflect::get_prototype_of(&child).unwrap(), &parent));
    log!("{}", outcome(Reflect::set_prototype_of(&parent, &child)));
    log!("{}", outcome(set_prototype(&child, &JsValue::NULL)));
    log!("{}", outcome(set_prototype(&child, &n(1.0))));
    log!("{}", outcome(set_prototype(&n(1.0), &child)));
    log!("{}", outcome(Reflect::get_prototype_of(&n(1.0)).map(JsValue::from)));
}

#[wasm_bindgen]
pub fn case_reflect_extensible() {
    let value = Object::new();
    log!("{}", outcome(Reflect::is_extensible(&value)));
    log!("{}", outcome(Reflect::prevent_extensions(&value)));
    log!("{}", outcome(Reflect::is_extensible(&value)));
    log!("{}", outcome(Reflect::set(&value, &s("a"), &n(1.0))));
    log!("{}", outcome(Reflect::set_prototype_of(&value, &Object::new())));
}

#[wasm_bindgen]
pub fn case_reflect_receiver() {
    let (owner, receiver) = (object(&[("a", n(1.0))]), Object::new());
    log!("{}", outcome(Reflect::set_with_receiver(&owner, &s("a"), &n(2.0), &receiver)));
    log!("{:?} {:?}", JsValue::from(owner), JsValue::from(receiver.clone()));
    let attributes = object(&[("value", n(1.0))]);
    Reflect::define_property(&receiver, &s("b"), &attributes).unwrap();
    let other = Object::new();
    log!("{}", outcome(Reflect::set_with_receiver(&other, &s("b"), &n(2.0), &receiver)));
    log!("{}", outcome(Reflect::set_with_receiver(&other, &s("b"), &n(2.0), &n(1.0))));
}

#[wasm_bindgen]
pub fn case_reflect_exceptions_pass() {
    let value = Object::new();
    let bad = function0(|| wasm_bindgen::throw_val(s("thrown")));
    let attributes = object(&[("get", bad.into())]);
    Reflect::define_property(&value, &s("a"), &attributes).unwrap();
    log!("{}", outcome(Reflect::get(&value, &s("a"))));
    let fails = function1(|_| wasm_bindgen::throw_str("an error"));
    log!("{}", outcome(Reflect::apply(&fails, &JsValue::NULL, &Array::new())));
}
