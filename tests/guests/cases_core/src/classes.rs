//! Classes, namespaces and statics of the host.

use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

use crate::{first_line, log};

#[wasm_bindgen]
extern "C" {
    pub type Shape;
    #[wasm_bindgen(constructor)]
    fn new(name: &str, size: f64) -> Shape;
    #[wasm_bindgen(constructor, catch, js_class = "Shape")]
    fn try_new(name: &str, size: f64) -> Result<Shape, JsValue>;
    #[wasm_bindgen(method)]
    fn area(this: &Shape) -> f64;
    #[wasm_bindgen(method, js_name = scaledBy)]
    fn scaled(this: &Shape, factor: f64) -> Shape;
    #[wasm_bindgen(method)]
    fn label(this: &Shape) -> String;
    #[wasm_bindgen(method, js_name = label, final)]
    fn class_label(this: &Shape) -> String;
    #[wasm_bindgen(method, variadic)]
    fn sum(this: &Shape, numbers: &[f64]) -> f64;
    #[wasm_bindgen(method, catch)]
    fn missing(this: &Shape) -> Result<(), JsValue>;
    #[wasm_bindgen(static_method_of = Shape)]
    fn unit() -> Shape;
    #[wasm_bindgen(static_method_of = Shape, getter)]
    fn made() -> u32;
    #[wasm_bindgen(static_method_of = Shape, setter)]
    fn set_made(made: u32);
    #[wasm_bindgen(method, getter)]
    fn size(this: &Shape) -> f64;
    #[wasm_bindgen(method, setter)]
    fn set_size(this: &Shape, size: f64);
    #[wasm_bindgen(method, getter, js_name = shapeName)]
    fn name(this: &Shape) -> String;
    #[wasm_bindgen(method, getter)]
    fn extra(this: &Shape) -> Option<f64>;
    #[wasm_bindgen(method, setter)]
    fn set_extra(this: &Shape, extra: Option<f64>);
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Shape, key: &str) -> JsValue;

    #[wasm_bindgen(extends = Shape, js_namespace = toolbox)]
    pub type Square;
    #[wasm_bindgen(constructor, js_namespace = toolbox)]
    fn new(size: f64) -> Square;
    #[wasm_bindgen(method)]
    fn side(this: &Square) -> f64;

    #[wasm_bindgen(js_namespace = toolbox)]
    fn greet(name: &str) -> String;
    #[wasm_bindgen(js_namespace = ["toolbox", "inner"])]
    fn depth() -> u32;

    pub type Store;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Store, key: &str) -> JsValue;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set(this: &Store, key: &str, value: &JsValue);
    #[wasm_bindgen(method, structural, indexing_deleter)]
    fn delete(this: &Store, key: &str);
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn at(this: &Store, index: u32) -> JsValue;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn put(this: &Store, index: u32, value: f64);
    #[wasm_bindgen(method, getter)]
    fn length(this: &Store) -> u32;

    pub type NoSuchClass;

    #[wasm_bindgen(js_name = value)]
    fn value(name: &str) -> JsValue;
    #[wasm_bindgen(js_name = value)]
    fn store(name: &str) -> Store;
    #[wasm_bindgen(js_name = show)]
    fn show(value: &JsValue) -> String;
    #[wasm_bindgen(js_name = same)]
    fn same(left: &JsValue, right: &JsValue) -> bool;
}

#[cfg(feature = "modern")]
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = ANSWER)]
    static ANSWER: f64;
    #[wasm_bindgen(thread_local_v2, js_name = ANSWER)]
    static ANSWER_VALUE: JsValue;
    #[wasm_bindgen(thread_local_v2, js_name = NOWHERE)]
    static NOWHERE: Option<String>;
    #[wasm_bindgen(thread_local_v2, js_name = SETTINGS)]
    static SETTINGS: Store;
}

#[wasm_bindgen]
pub fn case_class_constructor() {
    let shape = Shape::new("round", 3.0);
    log!("{} {} {}", shape.name(), shape.size(), shape.area());
    log!("{} {}", shape.is_object(), shape.is_function());
}

#[wasm_bindgen]
pub fn case_class_constructor_throws() {
    match Shape::try_new("round", -1.0) {
        Ok(_) => log!("made"),
        Err(error) => log!("{}", first_line(&error)),
    }
    log!("{}", Shape::try_new("round", 1.0).is_ok());
}

#[wasm_bindgen]
pub fn case_class_constructor_throws_uncaught() {
    Shape::new("round", -1.0);
}

#[wasm_bindgen]
pub fn case_class_methods() {
    let shape = Shape::new("round", 3.0);
    let larger = shape.scaled(2.0);
    log!("{} {}", larger.area(), larger.label());
    log!("{} {}", shape.sum(&[]), shape.sum(&[1.0, 2.0]));
    log!("{}", same(&shape, &larger));
}

#[wasm_bindgen]
pub fn case_class_missing_method() {
    let error = Shape::new("round", 3.0).missing().unwrap_err();
    log!("{}", show(&error).contains("TypeError"));
}

#[wasm_bindgen]
pub fn case_class_properties() {
    let shape = Shape::new("round", 3.0);
    shape.set_size(0.5);
    log!("{} {}", shape.size(), shape.area());
    log!("{:?}", shape.extra());
    shape.set_extra(Some(7.0));
    log!("{:?} {:?}", shape.extra(), shape.get("extra"));
    shape.set_extra(None);
    log!("{:?} {:?}", shape.extra(), shape.get("nothing"));
}

#[wasm_bindgen]
pub fn case_class_statics() {
    log!("{}", Shape::made());
    let unit = Shape::unit();
    log!("{} {}", unit.area(), Shape::made());
    Shape::set_made(10);
    drop(Shape::new("more", 1.0));
    log!("{}", Shape::made());
}

#[wasm_bindgen]
pub fn case_class_inheritance() {
    let square = Square::new(4.0);
    log!("{} {} {}", square.side(), square.area(), square.label());
    let shape: &Shape = square.as_ref();
    log!("{} {}", shape.name(), shape.label());
    let shape: Shape = square.into();
    log!("{}", shape.is_instance_of::<Square>());
}

#[wasm_bindgen]
pub fn case_class_final_method() {
    let square: Shape = Square::new(4.0).into();
    log!("{} {}", square.label(), square.class_label());
}

#[wasm_bindgen]
pub fn case_class_instanceof() {
    for name in [
        "shape",
        "square",
        "object",
        "null",
        "undefined",
        "text",
        "function",
    ] {
        let value = value(name);
        log!(
            "{} {} {} {}",
            name,
            value.is_instance_of::<Shape>(),
            value.is_instance_of::<Square>(),
            value.is_instance_of::<NoSuchClass>()
        );
    }
}

#[wasm_bindgen]
pub fn case_class_casts() {
    log!("{}", value("square").dyn_into::<Shape>().is_ok());
    log!("{}", value("shape").dyn_into::<Square>().is_err());
    log!("{}", value("object").dyn_ref::<Shape>().is_none());
    log!("{}", value("shape").unchecked_into::<Shape>().area());
}

#[wasm_bindgen]
pub fn case_class_namespace() {
    log!("{} {}", greet("Rust"), depth());
}

#[wasm_bindgen]
pub fn case_class_indexing() {
    let store = store("object");
    log!(
        "{:?} {:?} {:?}",
        store.get("a"),
        store.get("c"),
        store.get("missing")
    );
    store.set("a", &JsValue::from_str("new"));
    store.set("z", &JsValue::TRUE);
    log!("{:?} {:?}", store.get("a"), store.get("z"));
    store.delete("a");
    store.delete("never there");
    log!(
        "{:?} {}",
        store.get("a"),
        JsValue::from_str("a").js_in(&store)
    );
}

#[wasm_bindgen]
pub fn case_class_indexing_of_arrays() {
    let store = store("array");
    log!(
        "{:?} {:?} {:?} {}",
        store.at(0),
        store.at(1),
        store.at(9),
        store.length()
    );
    store.put(1, 5.5);
    store.put(6, 7.0);
    log!("{} {:?} {:?}", store.length(), store.at(1), store.at(6));
    log!("{:?} {:?}", store.at(5), store.get("length"));
}

#[cfg(feature = "modern")]
#[wasm_bindgen]
pub fn case_class_imported_statics() {
    log!("{}", ANSWER.with(|answer| *answer));
    ANSWER_VALUE.with(|answer| log!("{:?}", answer));
    log!("{:?}", NOWHERE.with(Clone::clone));
    SETTINGS.with(|settings| log!("{:?}", settings.get("mode")));
}
