//! `Symbol`.

use crate::{function1, log, n, object, outcome, s};
use js_sys::{Object, Reflect, Symbol};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

#[wasm_bindgen]
extern "C" {
    type Described;
    #[wasm_bindgen(method, structural, getter)]
    fn description(this: &Described) -> JsValue;

    #[wasm_bindgen(js_name = Symbol)]
    fn symbol(description: &JsValue) -> Symbol;
    #[wasm_bindgen(js_namespace = Symbol, js_name = keyFor, catch)]
    fn key_for(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = Symbol)]
    fn symbol_of(description: &JsValue) -> Result<JsValue, JsValue>;
}

fn description(value: &Symbol) -> JsValue {
    value.unchecked_ref::<Described>().description()
}

#[wasm_bindgen]
pub fn case_symbol_registry() {
    let (one, other) = (Symbol::for_("key"), Symbol::for_("key"));
    log!("{} {}", JsValue::from(one.clone()) == JsValue::from(other), JsValue::from(one.clone()) == JsValue::from(Symbol::for_("other")));
    log!("{:?}", Symbol::key_for(&one));
    log!("{:?}", Symbol::key_for(&symbol(&s("key"))));
    log!("{:?}", Symbol::key_for(&Symbol::iterator()));
    log!("{}", outcome(key_for(&n(1.0))));
    log!("{}", outcome(key_for(&s("text"))));
}

#[wasm_bindgen]
pub fn case_symbol_descriptions() {
    for value in [symbol(&s("text")), symbol(&s("")), symbol(&JsValue::UNDEFINED), symbol(&n(1.5))] {
        log!("{:?} {}", description(&value), String::from(value.to_string()));
        log!("{:?}", JsValue::from(value));
    }
    log!("{}", outcome(symbol_of(&symbol(&s("inner")))));
}

#[wasm_bindgen]
pub fn case_symbol_values() {
    let value = symbol(&s("same"));
    log!("{}", JsValue::from(value.value_of()) == JsValue::from(value.clone()));
    log!("{}", JsValue::from(value.clone()) == JsValue::from(symbol(&s("same"))));
    log!("{:?} {}", JsValue::from(value.clone()).js_typeof(), JsValue::from(value).is_symbol());
}

#[wasm_bindgen]
pub fn case_well_known_symbols() {
    for value in [
        Symbol::iterator(),
        Symbol::async_iterator(),
        Symbol::has_instance(),
        Symbol::is_concat_spreadable(),
        Symbol::match_(),
        Symbol::replace(),
        Symbol::search(),
        Symbol::species(),
        Symbol::split(),
        Symbol::to_primitive(),
        Symbol::to_string_tag(),
        Symbol::unscopables(),
    ] {
        log!("{:?} {:?}", JsValue::from(value.clone()), description(&value));
    }
}

#[wasm_bindgen]
pub fn case_symbols_do_not_convert() {
    let value: JsValue = symbol(&s("x")).into();
    log!("{:?} {}", value.is_truthy(), value.loose_eq(&value));
    log!("{}", value.loose_eq(&s("Symbol(x)")));
    log!("{:?}", value.as_f64());
}

#[wasm_bindgen]
pub fn case_to_primitive_symbol() {
    let value = object(&[("valueOf", function1(|_| n(1.0)).into())]);
    let convert = function1(|hint| s("hint ") + hint);
    Reflect::set(&value, &Symbol::to_primitive(), &convert).unwrap();
    let value: JsValue = value.into();
    log!("{:?} {:?}", &value + &s(""), &s("") + &value);
    log!("{:?}", value.unchecked_into_f64());
    log!("{} {}", value.loose_eq(&s("hint default")), value.lt(&s("hint o")));
    let keyed = Object::new();
    Reflect::set(&keyed, &value, &n(1.0)).unwrap();
    log!("{:?}", JsValue::from(keyed));
}
