//! Property descriptors and accessors.

use crate::{array, function0, function1, get, log, n, object, outcome, s};
use js_sys::{Object, Reflect, Symbol};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Object, js_name = defineProperty, catch)]
    fn define(target: &JsValue, key: &JsValue, attributes: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = defineProperties, catch)]
    fn define_all(target: &JsValue, properties: &JsValue) -> Result<JsValue, JsValue>;

    type Owner;
    #[wasm_bindgen(method, structural, setter = a, catch)]
    fn set_a(this: &Owner, value: &JsValue) -> Result<(), JsValue>;
}

fn described(target: &JsValue, key: &str) -> String {
    format!("{:?}", Reflect::get_own_property_descriptor(target.unchecked_ref::<Object>(), &s(key)).unwrap())
}

#[wasm_bindgen]
pub fn case_describe_plain() {
    let value = object(&[("a", n(1.0))]);
    log!("{}", described(&value, "a"));
    log!("{}", described(&value, "b"));
    log!("{:?}", Object::get_own_property_descriptor(&value, &s("a")));
    log!("{:?}", Object::get_own_property_descriptor(&array(&[n(1.0)]), &s("0")));
    log!("{:?}", Object::get_own_property_descriptor(&array(&[n(1.0)]), &s("length")));
}

#[wasm_bindgen]
pub fn case_define_defaults() {
    let value = Object::new();
    let same = Object::define_property(&value, &s("a"), &object(&[("value", n(1.0))]));
    log!("{} {}", Object::is(&same, &value), described(&value, "a"));
    log!("{:?}", Object::keys(&value));
    log!("{:?}", JsValue::from(value.clone()));
    log!("{}", outcome(Reflect::set(&value, &s("a"), &n(2.0))));
    log!("{}", outcome(Reflect::delete_property(&value, &s("a"))));
    log!("{:?}", get(&value, "a"));
    log!("{}", outcome(define(&value, &s("a"), &object(&[("value", n(1.0))])).map(|_| true)));
    log!("{}", outcome(define(&value, &s("a"), &object(&[("value", n(2.0))]))));
    log!("{}", outcome(define(&value, &s("a"), &object(&[("enumerable", JsValue::TRUE)]))));
}

#[wasm_bindgen]
pub fn case_define_on_existing() {
    let value = object(&[("a", n(1.0))]);
    define(&value, &s("a"), &object(&[("enumerable", JsValue::FALSE)])).unwrap();
    log!("{} {:?}", described(&value, "a"), Object::keys(&value));
    define(&value, &s("a"), &object(&[("enumerable", JsValue::TRUE), ("writable", JsValue::FALSE)]))
        .unwrap();
    log!("{} {:?}", described(&value, "a"), Object::keys(&value));
    log!("{}", outcome(Reflect::set(&value, &s("a"), &n(2.0))));
    define(&value, &s("a"), &object(&[("value", n(3.0))])).unwrap();
    log!("{}", described(&value, "a"));
}

#[wasm_bindgen]
pub fn case_define_keeps_order() {
    let value = object(&[("a", n(1.0)), ("b", n(2.0))]);
    define(&value, &s("c"), &object(&[("value", n(3.0))])).unwrap();
    Reflect::set(&value, &s("d"), &n(4.0)).unwrap();
    define(&value, &s("a"), &object(&[("enumerable", JsValue::FALSE)])).unwrap();
    define(&value, &Symbol::for_("s"), &object(&[("value", n(5.0))])).unwrap();
    define(&value, &s("0"), &object(&[("value", n(6.0)), ("enumerable", JsValue::TRUE)])).unwrap();
    log!("{:?}", Reflect::own_keys(&value).unwrap());
    log!("{:?}", Object::keys(&value));
}

#[wasm_bindgen]
pub fn case_accessor() {
    let cell = Rc::new(Cell::new(1.0));
    let (reader, writer) = (cell.clone(), cell);
    let value = Object::new();
    let attributes = object(&[
        ("get", function0(move || n(reader.get())).into()),
        ("set", function1(move |given| { writer.set(given.as_f64().unwrap()); JsValue::UNDEFINED }).into()),
        ("enumerable", JsValue::TRUE),
        ("configurable", JsValue::TRUE),
    ]);
    define(&value, &s("a"), &attributes).unwrap();
    log!("{:?}", get(&value, "a"));
    log!("{}", outcome(Reflect::set(&value, &s("a"), &n(5.0))));
    log!("{:?} {:?}", get(&value, "a"), Object::keys(&value));
    let child = Object::create(&value);
    log!("{}", outcome(Reflect::set(&child, &s("a"), &n(6.0))));
    log!("{:?} {:?}", get(&value, "a"), Object::keys(&child));
    let found: JsValue = Reflect::get_own_property_descriptor(&value, &s("a")).unwrap();
    log!("{:?} {}", Object::keys(found.unchecked_ref::<Object>()), get(&found, "get").is_function());
    log!("{}", Object::is(&get(&found, "get"), &get(&attributes, "get")));
}

#[wasm_bindgen]
pub fn case_accessor_without_setter() {
    let value = Object::new();
    define(&value, &s("a"), &object(&[("get", function0(|| n(1.0)).into())])).unwrap();
    log!("{}", outcome(Reflect::set(&value, &s("a"), &n(5.0))));
    log!("{:?}", get(&value, "a"));
    log!("{:?} {}", get(&described_object(&value, "a"), "set"), Object::keys(&value).length());
    define(&value, &s("b"), &object(&[("set", function1(|_| JsValue::UNDEFINED).into())])).unwrap();
    log!("{:?}", get(&value, "b"));
}

fn described_object(target: &Object, key: &str) -> JsValue {
    Reflect::get_own_property_descriptor(target, &s(key)).unwrap()
}

#[wasm_bindgen]
pub fn case_accessor_becomes_data() {
    let value = Object::new();
    let accessor = object(&[("get", function0(|| n(1.0)).into()), ("configurable", JsValue::TRUE)]);
    define(&value, &s("a"), &accessor).unwrap();
    define(&value, &s("a"), &object(&[("value", n(2.0))])).unwrap();
    log!("{}", described(&value, "a"));
    define(&value, &s("a"), &accessor).unwrap();
    log!("{:?}", Object::keys(described_object(&value, "a").unchecked_ref::<Object>()));
}

#[wasm_bindgen]
pub fn case_bad_descriptors() {
    let value = Object::new();
    log!("{}", outcome(define(&value, &s("a"), &n(1.0))));
    log!("{}", outcome(define(&value, &s("a"), &object(&[("get", n(1.0))]))));
    log!("{}", outcome(define(&value, &s("a"), &object(&[("set", s("x"))]))));
    log!("{}", outcome(define(&n(1.0), &s("a"), &object(&[]))));
    log!("{}", outcome(define_all(&value, &JsValue::UNDEFINED)));
    let both = object(&[("get", function0(|| n(1.0)).into()), ("value", n(1.0))]);
    log!("{}", outcome(define(&value, &s("a"), &both)));
    let sealed = Object::seal(&value);
    log!("{}", outcome(define(&sealed, &s("a"), &object(&[("value", n(1.0))]))));
}

#[wasm_bindgen]
pub fn case_define_properties() {
    let value = Object::new();
    let one = object(&[("value", n(1.0)), ("enumerable", JsValue::TRUE)]);
    let two = object(&[("value", n(2.0)), ("writable", JsValue::TRUE)]);
    let same = Object::define_properties(&value, &object(&[("one", one.into()), ("two", two.into())]));
    log!("{}", Object::is(&same, &value));
    log!("{:?}", JsValue::from(Object::get_own_property_descriptors(&value)));
}

#[wasm_bindgen]
pub fn case_read_only_is_inherited() {
    let parent = Object::new();
    define(&parent, &s("a"), &object(&[("value", n(1.0))])).unwrap();
    let child = Object::create(&parent);
    log!("{}", outcome(Reflect::set(&child, &s("a"), &n(2.0))));
    log!("{:?} {}", get(&child, "a"), child.has_own_property(&s("a")));
    define(&child, &s("a"), &object(&[("value", n(3.0))])).unwrap();
    log!("{:?}", get(&child, "a"));
}

#[wasm_bindgen]
pub fn case_symbols_as_keys() {
    let value = object(&[("a", n(1.0))]);
    let (first, second) = (Symbol::for_("first"), Symbol::for_("second"));
    Reflect::set(&value, &second, &n(2.0)).unwrap();
    Reflect::set(&value, &s("b"), &n(3.0)).unwrap();
    Reflect::set(&value, &first, &n(4.0)).unwrap();
    log!("{:?}", Reflect::own_keys(&value).unwrap());
    log!("{:?}", Object::get_own_property_symbols(&value));
    log!("{:?}", Object::keys(&value));
    log!("{:?}", JsValue::from(value.clone()));
    log!("{} {}", Reflect::has(&value, &first).unwrap(), value.has_own_property(&second));
    log!("{}", outcome(Reflect::delete_property(&value, &first)));
    log!("{:?}", Reflect::get(&value, &first).unwrap());
}

#[wasm_bindgen]
pub fn case_keys_are_converted() {
    let value = Object::new();
    for key in [n(1.0), n(1.5), n(-0.0), n(1e21), JsValue::NULL, JsValue::UNDEFINED, JsValue::TRUE] {
        Reflect::set(&value, &key, &key).unwrap();
    }
    Reflect::set(&value, &JsValue::from(12_u64), &n(0.0)).unwrap();
    Reflect::set(&value, &array(&[n(1.0), n(2.0)]), &n(0.0)).unwrap();
    Reflect::set(&value, &Object::new(), &n(0.0)).unwrap();
    log!("{:?}", Object::keys(&value));
}

#[wasm_bindgen]
pub fn case_structural_setter() {
    let frozen = Object::freeze(&object(&[("a", n(1.0))]));
    let owner: &Owner = frozen.unchecked_ref();
    owner.set_a(&n(2.0)).ok();
    log!("{:?}", JsValue::from(frozen));
}
