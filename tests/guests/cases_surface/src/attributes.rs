//! What attributes on imports do: whose method is called, where a name is looked for.

use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

use crate::log;

#[wasm_bindgen]
extern "C" {
    /// An object of the host with one method of its own and one of its class, of equal name.
    pub type Duck;
    #[wasm_bindgen(constructor)]
    fn new() -> Duck;
    #[wasm_bindgen(method, structural, js_name = quack)]
    fn quack_structural(this: &Duck) -> String;
    #[wasm_bindgen(method, final, js_name = quack)]
    fn quack_final(this: &Duck) -> String;
    #[wasm_bindgen(method, js_name = quack)]
    fn quack_default(this: &Duck) -> String;
    #[wasm_bindgen(method, getter)]
    fn feathers(this: &Duck) -> u32;
    #[wasm_bindgen(method, setter)]
    fn set_feathers(this: &Duck, feathers: u32);
    #[wasm_bindgen(method, getter, js_name = "class")]
    fn keyword(this: &Duck) -> Option<String>;
    #[wasm_bindgen(method, getter, final, js_name = feathers)]
    fn feathers_final(this: &Duck) -> u32;
    #[wasm_bindgen(method, setter, final, js_name = feathers)]
    fn set_feathers_final(this: &Duck, feathers: u32);
    #[wasm_bindgen(static_method_of = Duck)]
    fn kinds() -> Vec<String>;
    #[wasm_bindgen(static_method_of = Duck, getter)]
    fn count() -> u32;
    #[wasm_bindgen(static_method_of = Duck, setter)]
    fn set_count(count: u32);
    #[wasm_bindgen(method, catch, js_name = fly)]
    fn try_fly(this: &Duck) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, catch, getter, js_name = secret)]
    fn try_secret(this: &Duck) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, variadic)]
    fn sum(this: &Duck, first: f64, rest: &[f64]) -> f64;

    #[wasm_bindgen(extends = Duck)]
    pub type Drake;
    #[wasm_bindgen(constructor)]
    fn new() -> Drake;

    /// Known but with a prefix.
    #[wasm_bindgen(vendor_prefix = webkit, vendor_prefix = moz)]
    pub type Prefixed;
    #[wasm_bindgen(constructor)]
    fn new() -> Prefixed;
    #[wasm_bindgen(method)]
    fn hello(this: &Prefixed) -> String;

    /// Known to TypeScript by another name; the class does not exist.
    #[wasm_bindgen(typescript_type = "Duck | undefined")]
    pub type MaybeDuck;
    #[wasm_bindgen(js_name = echo)]
    fn echo_maybe(value: MaybeDuck) -> MaybeDuck;

    /// By index.
    pub type Shelf;
    #[wasm_bindgen(js_name = newShelf)]
    fn new_shelf() -> Shelf;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Shelf, index: u32) -> Option<String>;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set(this: &Shelf, index: u32, value: &str);
    #[wasm_bindgen(method, structural, indexing_deleter)]
    fn delete(this: &Shelf, index: u32);
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get_named(this: &Shelf, name: &str) -> JsValue;

    /// By name.
    pub type Drawer;
    #[wasm_bindgen(js_name = newDrawer)]
    fn new_drawer() -> Drawer;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Drawer, name: &str) -> JsValue;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set(this: &Drawer, name: &str, value: &JsValue);
    #[wasm_bindgen(method, structural, indexing_deleter)]
    fn delete(this: &Drawer, name: &str);

    #[wasm_bindgen(js_namespace = ["deep", "er"], js_name = twice)]
    fn twice(number: f64) -> f64;
    #[wasm_bindgen(js_namespace = deep)]
    type Inner;
    #[wasm_bindgen(constructor, js_namespace = deep)]
    fn new(text: &str) -> Inner;
    #[wasm_bindgen(method, getter)]
    fn text(this: &Inner) -> String;
    #[wasm_bindgen(static_method_of = Inner, js_namespace = deep, js_name = make)]
    fn made(text: &str) -> Inner;

    #[wasm_bindgen(thread_local_v2, js_name = ANSWER)]
    static ANSWER: f64;
    #[wasm_bindgen(thread_local_v2, js_namespace = deep, js_name = label)]
    static LABEL: String;
    #[wasm_bindgen(thread_local_v2, js_name = NOT_THERE)]
    static NOT_THERE: Option<f64>;
}

/// Stands for the one of js-sys, which this crate does without.
mod strings {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = String)]
        pub type JsString;
    }
}

#[wasm_bindgen(js_sys = crate::attributes::strings)]
extern "C" {
    #[wasm_bindgen(thread_local_v2, static_string)]
    static CONSTANT: strings::JsString = "a constant, é😀";
}

#[wasm_bindgen]
pub fn case_attribute_receivers() {
    let duck = Duck::new();
    log!("{} {}", duck.quack_structural(), duck.quack_final());
    log!("{}", duck.quack_default());
    duck.set_feathers(7);
    log!("{} {}", duck.feathers(), duck.feathers_final());
    duck.set_feathers_final(8);
    log!("{} {:?}", duck.feathers(), duck.keyword());
    log!("{:?}", Duck::kinds());
    let before = Duck::count();
    Duck::set_count(before + 5);
    log!("{}", Duck::count() - before);
    Duck::set_count(before);
    log!("{}", duck.sum(1.0, &[2.0, 3.5]));
}

#[wasm_bindgen]
pub fn case_attribute_catch() {
    let duck = Duck::new();
    log!("{:?}", duck.try_fly().map_err(|error| error.as_string()));
    log!("{:?}", duck.try_secret().map_err(|error| error.as_string()));
}

#[wasm_bindgen]
pub fn case_attribute_instances() {
    let drake: JsValue = Drake::new().into();
    log!("{} {}", drake.is_instance_of::<Duck>(), drake.is_instance_of::<Drake>());
    let duck: JsValue = Duck::new().into();
    log!("{} {}", duck.is_instance_of::<Duck>(), duck.is_instance_of::<Drake>());
    log!("{} {}", JsValue::NULL.is_instance_of::<Duck>(), JsValue::from(1).has_type::<Duck>());
    log!("{}", Drake::new().quack_default());
    log!("{}", duck.dyn_into::<Drake>().is_err());
    log!("{}", drake.unchecked_into::<Drake>().feathers());
}

#[wasm_bindgen]
pub fn case_attribute_names() {
    log!("{}", Prefixed::new().hello());
    log!("{}", JsValue::from(Prefixed::new()).is_instance_of::<Prefixed>());
    log!("{}", JsValue::from(echo_maybe(JsValue::UNDEFINED.unchecked_into())).is_undefined());
    log!("{} {} {}", twice(2.5), Inner::new("new").text(), Inner::made("made").text());
}

#[wasm_bindgen]
pub fn case_attribute_indexing() {
    let shelf = new_shelf();
    log!("{:?} {:?}", shelf.get(0), shelf.get(9));
    shelf.set(1, "changed");
    log!("{:?}", shelf.get(1));
    shelf.delete(1);
    log!("{:?} {:?}", shelf.get(1), shelf.get_named("length"));
    let drawer = new_drawer();
    drawer.set("colour", &JsValue::from_str("red"));
    log!("{:?} {:?}", drawer.get("name"), drawer.get("colour"));
    drawer.delete("name");
    drawer.delete("never there");
    log!("{:?} {:?}", drawer.get("name"), drawer.get("colour"));
}

#[wasm_bindgen]
pub fn case_attribute_statics() {
    log!("{} {}", ANSWER.with(|number| *number), LABEL.with(String::clone));
    log!("{:?}", NOT_THERE.with(|number| *number));
    log!("{:?}", CONSTANT.with(|text| text.as_string()));
}
