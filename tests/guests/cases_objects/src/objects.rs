//! `Object`: its constructor's functions and its prototype's.

use crate::{array, function1, get, log, n, object, outcome, s, text};
use js_sys::{Array, Object, Reflect, Symbol};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

#[wasm_bindgen]
extern "C" {
    type AnyObject;

    #[wasm_bindgen(js_namespace = Object, js_name = keys, catch)]
    fn keys_of(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = assign, catch)]
    fn assign_any(target: &JsValue, source: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = create, catch)]
    fn create_any(prototype: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = create, catch)]
    fn create_with(prototype: &JsValue, properties: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = setPrototypeOf, catch)]
    fn set_prototype(value: &JsValue, prototype: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = freeze, catch)]
    fn freeze_any(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = isFrozen)]
    fn is_frozen_any(value: &JsValue) -> bool;
    #[wasm_bindgen(js_namespace = Object, js_name = isExtensible)]
    fn is_extensible_any(value: &JsValue) -> bool;
    #[wasm_bindgen(js_namespace = Object, js_name = hasOwn, catch)]
    fn has_own_any(value: &JsValue, key: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_name = Object)]
    fn object_of(value: &JsValue) -> JsValue;
}

fn sample() -> Object {
    object(&[("b", n(1.0)), ("2", s("two")), ("a", JsValue::NULL), ("1", JsValue::UNDEFINED)])
}

#[wasm_bindgen]
pub fn case_keys_integers_first() {
    let value = sample();
    log!("{:?}", Object::keys(&value));
    log!("{:?}", Object::values(&value));
    log!("{:?}", Object::entries(&value));
    log!("{:?}", Object::get_own_property_names(&value));
    log!("{:?}", JsValue::from(value));
}

#[wasm_bindgen]
pub fn case_keys_of_index_like() {
    let value = object(&[
        ("01", n(1.0)),
        ("-1", n(2.0)),
        ("4294967295", n(3.0)),
        ("4294967294", n(4.0)),
        ("1.5", n(5.0)),
        ("10", n(6.0)),
        ("9", n(7.0)),
    ]);
    log!("{:?}", Object::keys(&value));
}

#[wasm_bindgen]
pub fn case_keys_order_after_delete() {
    let value = object(&[("a", n(1.0)), ("b", n(2.0)), ("c", n(3.0))]);
    Reflect::delete_property(&value, &s("a")).unwrap();
    Reflect::set(&value, &s("a"), &n(4.0)).unwrap();
    Reflect::set(&value, &s("b"), &n(5.0)).unwrap();
    log!("{:?}", Object::entries(&value));
}

#[wasm_bindgen]
pub fn case_keys_of_primitives() {
    log!("{}", outcome(keys_of(&JsValue::UNDEFINED)));
    log!("{}", outcome(keys_of(&JsValue::NULL)));
    log!("{}", outcome(keys_of(&n(1.0))));
    log!("{}", outcome(keys_of(&JsValue::TRUE)));
}

#[wasm_bindgen]
pub fn case_keys_of_array_and_function() {
    let list = array(&[n(5.0), n(6.0)]);
    log!("{:?}", Object::keys(&list));
    log!("{:?}", Object::get_own_property_names(&list));
    log!("{:?}", Object::entries(&list));
}

#[wasm_bindgen]
pub fn case_assign() {
    let target = object(&[("a", n(1.0)), ("b", n(2.0))]);
    let source = object(&[("b", n(3.0)), ("c", n(4.0)), ("0", n(5.0))]);
    let same = Object::assign(&target, &source);
    log!("{} {:?}", Object::is(&same, &target), JsValue::from(same));
    log!("{}", outcome(assign_any(&target, &JsValue::UNDEFINED)));
    log!("{}", outcome(assign_any(&target, &JsValue::NULL)));
    log!("{}", outcome(assign_any(&JsValue::UNDEFINED, &target)));
}

#[wasm_bindgen]
pub fn case_assign_to_frozen() {
    let target = Object::freeze(&object(&[("a", n(1.0))]));
    log!("{}", outcome(assign_any(&target, &object(&[("a", n(2.0))]))));
    log!("{}", outcome(assign_any(&target, &object(&[("b", n(2.0))]))));
}

#[wasm_bindgen]
pub fn case_assign_symbols() {
    let source = Object::new();
    let key = Symbol::for_("assigned");
    Reflect::set(&source, &key, &n(7.0)).unwrap();
    let target = Object::assign(&Object::new(), &source);
    log!("{:?}", Reflect::get(&target, &key).unwrap());
    log!("{:?}", Object::get_own_property_symbols(&target));
    log!("{}", Object::keys(&target).length());
}

#[wasm_bindgen]
pub fn case_create() {
    let parent = object(&[("inherited", n(1.0))]);
    let child = Object::create(&parent);
    Reflect::set(&child, &s("own"), &n(2.0)).unwrap();
    log!("{:?} {:?}", get(&child, "inherited"), get(&child, "own"));
    log!("{:?}", Object::keys(&child));
    log!("{}", Object::is(&Object::get_prototype_of(&child), &parent));
    log!("{}", parent.is_prototype_of(&child));
    log!("{}", child.is_prototype_of(&parent));
    Reflect::set(&parent, &s("inherited"), &n(3.0)).unwrap();
    log!("{:?}", get(&child, "inherited"));
    Reflect::set(&child, &s("inherited"), &n(4.0)).unwrap();
    log!("{:?} {:?}", get(&parent, "inherited"), get(&child, "inherited"));
}

#[wasm_bindgen]
pub fn case_create_without_prototype() {
    let bare = create_any(&JsValue::NULL).unwrap();
    log!("{}", Reflect::has(&bare, &s("toString")).unwrap());
    log!("{:?}", Object::get_prototype_of(&bare).is_null());
    log!("{}", bare.is_instance_of::<Object>());
    Reflect::set(&bare, &s("a"), &n(1.0)).unwrap();
    log!("{bare:?}");
    log!("{}", outcome(create_any(&n(1.0))));
    log!("{}", outcome(create_any(&JsValue::UNDEFINED)));
    log!("{}", outcome(create_any(&s("text"))));
}

#[wasm_bindgen]
pub fn case_create_with_properties() {
    let descriptor = object(&[("value", n(1.0)), ("enumerable", JsValue::TRUE)]);
    let hidden = object(&[("value", n(2.0))]);
    let properties = object(&[("shown", descriptor.into()), ("hidden", hidden.into())]);
    let made = create_with(&Object::new(), &properties).unwrap();
    log!("{made:?} {:?}", get(&made, "hidden"));
    let wrong = object(&[("bad", n(1.0))]);
    log!("{}", outcome(create_with(&Object::new(), &wrong)));
}

#[wasm_bindgen]
pub fn case_from_entries() {
    let entries = array(&[
        array(&[s("a"), n(1.0)]).into(),
        array(&[n(5.0), s("five")]).into(),
        array(&[s("a"), n(2.0)]).into(),
        array(&[s("alone")]).into(),
    ]);
    log!("{}", outcome(Object::from_entries(&entries)));
    log!("{}", outcome(Object::from_entries(&JsValue::UNDEFINED)));
    log!("{}", outcome(Object::from_entries(&array(&[n(1.0)]))));
    log!("{}", outcome(Object::from_entries(&n(1.0))).starts_with("throws TypeError"));
}

#[wasm_bindgen]
pub fn case_is() {
    let (zero, minus, nan) = (n(0.0), n(-0.0), n(f64::NAN));
    log!("{} {} {}", Object::is(&zero, &minus), Object::is(&nan, &nan), Object::is(&minus, &minus));
    log!("{} {}", Object::is(&s("a"), &s("a")), Object::is(&s("1"), &n(1.0)));
    log!("{}", Object::is(&JsValue::NULL, &JsValue::UNDEFINED));
    let one = Object::new();
    log!("{} {}", Object::is(&one, &one), Object::is(&one, &Object::new()));
    log!("{}", Object::is(&JsValue::from(1_u64), &n(1.0)));
}

#[wasm_bindgen]
pub fn case_has_own() {
    let value = object(&[("a", JsValue::UNDEFINED)]);
    log!("{} {}", value.has_own_property(&s("a")), value.has_own_property(&s("toString")));
    log!("{}", outcome(has_own_any(&value, &s("a"))));
    log!("{}", outcome(has_own_any(&array(&[n(1.0)]), &n(0.0))));
    log!("{}", outcome(has_own_any(&array(&[n(1.0)]), &s("length"))));
    log!("{}", outcome(has_own_any(&JsValue::NULL, &s("a"))));
}

#[wasm_bindgen]
pub fn case_property_is_enumerable() {
    let list = array(&[n(1.0)]);
    log!("{} {}", list.property_is_enumerable(&s("0")), list.property_is_enumerable(&s("length")));
    let value = object(&[("a", n(1.0))]);
    log!("{} {}", value.property_is_enumerable(&s("a")), value.property_is_enumerable(&s("b")));
    log!("{}", value.property_is_enumerable(&s("toString")));
}

#[wasm_bindgen]
pub fn case_freeze() {
    let value = object(&[("a", n(1.0))]);
    log!("{} {} {}", Object::is_frozen(&value), Object::is_sealed(&value), Object::is_extensible(&value));
    Object::freeze(&value);
    log!("{} {} {}", Object::is_frozen(&value), Object::is_sealed(&value), Object::is_extensible(&value));
    log!("{}", outcome(Reflect::set(&value, &s("a"), &n(2.0))));
    log!("{}", outcome(Reflect::set(&value, &s("b"), &n(2.0))));
    log!("{}", outcome(Reflect::delete_property(&value, &s("a"))));
    log!("{:?}", JsValue::from(value));
}

#[wasm_bindgen]
pub fn case_seal() {
    let value = object(&[("a", n(1.0))]);
    Object::seal(&value);
    log!("{} {} {}", Object::is_frozen(&value), Object::is_sealed(&value), Object::is_extensible(&value));
    log!("{}", outcome(Reflect::set(&value, &s("a"), &n(2.0))));
    log!("{}", outcome(Reflect::set(&value, &s("b"), &n(2.0))));
    log!("{}", outcome(Reflect::delete_property(&value, &s("a"))));
    log!("{:?}", JsValue::from(value));
}

#[wasm_bindgen]
pub fn case_prevent_extensions() {
    let value = object(&[("a", n(1.0))]);
    Object::prevent_extensions(&value);
    log!("{} {} {}", Object::is_frozen(&value), Object::is_sealed(&value), Object::is_extensible(&value));
    log!("{}", outcome(Reflect::delete_property(&value, &s("a"))));
    log!("{}", outcome(Reflect::set(&value, &s("a"), &n(2.0))));
    log!("{} {}", Object::is_frozen(&value), Object::is_sealed(&value));
}

#[wasm_bindgen]
pub fn case_integrity_of_primitives() {
    log!("{} {}", is_frozen_any(&n(1.0)), is_extensible_any(&n(1.0)));
    log!("{}", outcome(freeze_any(&s("text"))));
    log!("{}", outcome(freeze_any(&JsValue::UNDEFINED)));
}

#[wasm_bindgen]
pub fn case_set_prototype_of() {
    let (parent, child) = (object(&[("p", n(1.0))]), Object::new());
    let same = Object::set_prototype_of(&child, &parent);
    log!("{} {:?}", Object::is(&same, &child), get(&child, "p"));
    log!("{}", outcome(set_prototype(&parent, &child)));
    log!("{}", outcome(set_prototype(&child, &n(1.0))));
    log!("{}", outcome(set_prototype(&JsValue::UNDEFINED, &parent)));
    log!("{}", outcome(set_prototype(&n(1.0), &parent)));
    log!("{}", outcome(set_prototype(&child, &JsValue::NULL)).starts_with("throws"));
    let sealed = Object::seal(&object(&[]));
    log!("{}", outcome(set_prototype(&sealed, &parent)));
}

#[wasm_bindgen]
pub fn case_prototype_chain() {
    let value = Object::new();
    let prototype = Object::get_prototype_of(&value);
    log!("{}", Object::is(&prototype, &get(&value.constructor(), "prototype")));
    log!("{}", JsValue::from(Object::get_prototype_of(&prototype)).is_null());
    log!("{:?} {:?}", value.constructor().name(), value.constructor().length());
    let list = Array::new();
    let above = Object::get_prototype_of(&Object::get_prototype_of(&list));
    log!("{}", Object::is(&above, &prototype));
    log!("{:?}", list.constructor().name());
}

#[wasm_bindgen]
pub fn case_to_string() {
    log!("{} {}", text(&Object::new()), String::from(Object::new().to_locale_string()));
    let tagged = Object::new();
    Reflect::set(&tagged, &Symbol::to_string_tag(), &s("Tagged")).unwrap();
    log!("{} {:?}", text(&tagged), JsValue::from(tagged.clone()));
    Reflect::set(&tagged, &Symbol::to_string_tag(), &n(1.0)).unwrap();
    log!("{}", text(&tagged));
    let own = object(&[("toString", function1(|_| s("my own")).into())]);
    log!("{} {}", text(&own), String::from(own.to_locale_string()));
}

#[wasm_bindgen]
pub fn case_value_of() {
    let value = Object::new();
    log!("{}", Object::is(&value.value_of(), &value));
    log!("{}", Object::is(&object_of(&value), &value));
    log!("{:?} {:?}", object_of(&JsValue::UNDEFINED), object_of(&JsValue::NULL));
}

#[wasm_bindgen]
pub fn case_try_from_and_instanceof() {
    let value: JsValue = Object::new().into();
    log!("{} {}", Object::try_from(&value).is_some(), Object::try_from(&n(1.0)).is_some());
    log!("{} {}", value.is_instance_of::<Object>(), value.is_instance_of::<Array>());
    log!("{}", JsValue::from(Array::new()).is_instance_of::<Object>());
    log!("{}", s("text").is_instance_of::<Object>());
    log!("{}", JsValue::NULL.is_instance_of::<Object>());
}
