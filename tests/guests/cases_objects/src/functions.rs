//! `Function`.

use crate::{array, function0, function1, function2, get, log, n, object, outcome, s, text};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

#[wasm_bindgen]
extern "C" {
    type AnyFunction;
    #[wasm_bindgen(method, structural, catch, js_name = apply)]
    fn apply_any(this: &AnyFunction, receiver: &JsValue, args: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = bind)]
    fn bind_any(this: &AnyFunction, receiver: &JsValue, first: &JsValue) -> Result<JsValue, JsValue>;
}

fn sum() -> Function {
    function2(|a, b| a + b)
}

#[wasm_bindgen]
pub fn case_function_call() {
    log!("{}", outcome(sum().call2(&JsValue::NULL, &n(1.0), &n(2.0))));
    log!("{}", outcome(sum().call2(&JsValue::NULL, &s("a"), &n(2.0))));
    log!("{}", outcome(function0(|| s("none")).call0(&JsValue::UNDEFINED)));
    log!("{}", outcome(function1(|x| x).call1(&JsValue::UNDEFINED, &JsValue::NULL)));
    log!("{}", outcome(function1(|x| x).call0(&JsValue::UNDEFINED)));
    log!("{}", outcome(function1(|x| x).call3(&JsValue::UNDEFINED, &n(1.0), &n(2.0), &n(3.0))));
}

#[wasm_bindgen]
pub fn case_function_apply() {
    log!("{}", outcome(sum().apply(&JsValue::NULL, &array(&[n(1.0), n(2.0)]))));
    log!("{}", outcome(sum().apply(&JsValue::NULL, &array(&[s("a"), s("b"), s("c")]))));
    let function: AnyFunction = function1(|x| x).unchecked_into();
    log!("{}", outcome(function.apply_any(&JsValue::NULL, &JsValue::NULL)));
    log!("{}", outcome(function.apply_any(&JsValue::NULL, &JsValue::UNDEFINED)));
    log!("{}", outcome(function.apply_any(&JsValue::NULL, &n(1.0))));
    log!("{}", outcome(function.apply_any(&JsValue::NULL, &object(&[("length", n(1.0)), ("0", s("x"))]))));
}

#[wasm_bindgen]
pub fn case_function_bind() {
    let bound = sum().bind1(&JsValue::NULL, &s("bound "));
    log!("{}", outcome(bound.call1(&JsValue::NULL, &s("given"))));
    log!("{} {}", bound.is_function(), bound.length());
    let twice = bound.bind1(&JsValue::NULL, &s("again"));
    log!("{}", outcome(twice.call0(&JsValue::NULL)));
    log!("{}", bound.is_instance_of::<Function>());
}

#[wasm_bindgen]
pub fn case_methods_of_constructors() {
    let make: Function = Array::new().constructor();
    log!("{} {}", String::from(make.name()), make.length());
    log!("{}", outcome(make.call2(&JsValue::NULL, &n(1.0), &n(2.0))));
    let is_array: Function = get(&make, "isArray").unchecked_into();
    log!("{} {}", String::from(is_array.name()), is_array.length());
    log!("{}", outcome(is_array.call1(&JsValue::NULL, &Array::new())));
    log!("{}", text(&is_array));
    let push: Function = get(&Array::new(), "push").unchecked_into();
    let list = Array::new();
    log!("{}", outcome(push.call2(&list, &n(5.0), &n(6.0))));
    log!("{:?}", JsValue::from(list));
}

#[wasm_bindgen]
pub fn case_bound_method() {
    let list = array(&[n(1.0)]);
    let push: Function = get(&list, "push").unchecked_into();
    let bound = push.bind0(&list);
    log!("{}", outcome(bound.call1(&JsValue::NULL, &n(2.0))));
    log!("{:?} {}", JsValue::from(list), String::from(bound.name()));
}

#[wasm_bindgen]
pub fn case_function_objects() {
    let function = sum();
    log!("{} {}", function.is_function(), JsValue::from(function.clone()).is_object());
    log!("{}", function.is_instance_of::<Object>());
    log!("{}", outcome(Reflect::set(&function, &s("own"), &n(1.0))));
    log!("{:?}", get(&function, "own"));
    log!("{}", function.has_own_property(&s("own")));
    log!("{:?}", get(&function, "prototype"));
    log!("{:?}", function.constructor().name());
    log!("{:?}", JsValue::from(function.js_typeof()));
    log!("{:?}", Function::try_from(&n(1.0)).is_some());
}

#[wasm_bindgen]
pub fn case_prototype_of_function() {
    let constructor: JsValue = Object::new().constructor().into();
    log!("{:?}", Object::get_own_property_descriptor(constructor.unchecked_ref::<Object>(), &s("name")));
    log!("{:?}", get(&get(&constructor, "constructor"), "name"));
    let above = Object::get_prototype_of(&constructor);
    log!("{}", Object::is(&above, &Object::get_prototype_of(&sum())));
}

#[wasm_bindgen]
pub fn case_uncallable() {
    let value: Function = Object::new().unchecked_into();
    log!("{}", outcome(value.call0(&JsValue::NULL)).starts_with("throws TypeError"));
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["Array", "prototype", "slice"], js_name = call)]
    fn slice_of(this: &JsValue, start: u32) -> JsValue;
    #[wasm_bindgen(js_namespace = ["Object", "prototype", "toString"], js_name = call)]
    fn tag_of(this: &JsValue) -> JsValue;

}

#[wasm_bindgen]
pub fn case_call_of_a_namespaced_function() {
    log!("{:?}", slice_of(&array(&[n(1.0), n(2.0), n(3.0)]), 1));
    log!("{:?} {:?}", tag_of(&JsValue::NULL), tag_of(&sum()));
    log!("{:?} {:?}", tag_of(&n(1.0)), tag_of(&Array::new()));
}
