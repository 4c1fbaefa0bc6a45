//! Classes of the host: constructors, methods, properties, indexing, `instanceof`.

use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

#[wasm_bindgen]
extern "C" {
    /// A class of the host.
    pub type Shape;
    #[wasm_bindgen(constructor)]
    fn new(name: &str, size: f64) -> Shape;
    #[wasm_bindgen(method)]
    fn area(this: &Shape) -> f64;
    #[wasm_bindgen(method, js_name = scaledBy)]
    fn scaled(this: &Shape, factor: f64) -> Shape;
    #[wasm_bindgen(method, structural)]
    fn label(this: &Shape) -> String;
    /// Looked up in the class, not in the object.
    #[wasm_bindgen(method, js_name = label, final)]
    fn class_label(this: &Shape) -> String;
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
    #[wasm_bindgen(method, getter, structural)]
    fn extra(this: &Shape) -> Option<f64>;
    #[wasm_bindgen(method, catch, js_name = fail)]
    fn try_fail(this: &Shape, text: &str) -> Result<(), JsValue>;

    /// A class that extends it, in a namespace.
    #[wasm_bindgen(extends = Shape, js_namespace = Toolbox)]
    pub type Square;
    #[wasm_bindgen(constructor, js_namespace = Toolbox)]
    fn new(size: f64) -> Square;
    #[wasm_bindgen(method)]
    fn side(this: &Square) -> f64;

    /// An object that is used by index.
    pub type Store;
    #[wasm_bindgen(constructor)]
    fn new() -> Store;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Store, key: &str) -> Option<f64>;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set(this: &Store, key: &str, value: f64);
    #[wasm_bindgen(method, structural, indexing_deleter)]
    fn delete(this: &Store, key: &str);
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn at(this: &Store, index: u32) -> Option<f64>;
}

/// `new Shape(name, size)`
#[wasm_bindgen]
pub fn make_shape(name: &str, size: f64) -> Shape {
    Shape::new(name, size)
}

#[wasm_bindgen]
pub fn unit_shape() -> Shape {
    Shape::unit()
}

#[wasm_bindgen]
pub fn shape_area(shape: &Shape) -> f64 {
    shape.area()
}

#[wasm_bindgen]
pub fn shape_scaled(shape: &Shape, factor: f64) -> Shape {
    shape.scaled(factor)
}

/// `shape.label()`: an object's own attribute of that name wins.
#[wasm_bindgen]
pub fn shape_label(shape: &Shape) -> String {
    shape.label()
}

/// `Shape.prototype.label.call(shape)`: an object's own attribute of that name is not seen.
#[wasm_bindgen]
pub fn shape_class_label(shape: &Shape) -> String {
    shape.class_label()
}

#[wasm_bindgen]
pub fn shape_size(shape: &Shape) -> f64 {
    shape.size()
}

#[wasm_bindgen]
pub fn shape_set_size(shape: &Shape, size: f64) {
    shape.set_size(size);
}

#[wasm_bindgen]
pub fn shape_name(shape: &Shape) -> String {
    shape.name()
}

/// A getter of what may be missing.
#[wasm_bindgen]
pub fn shape_extra(shape: &Shape) -> Option<f64> {
    shape.extra()
}

/// A method that raises, caught: the text of the error's `{:?}` or "no error".
#[wasm_bindgen]
pub fn shape_fail(shape: &Shape, text: &str) -> bool {
    shape.try_fail(text).is_err()
}

/// A static getter and setter: sets `made`, returns what it was.
#[wasm_bindgen]
pub fn shape_made(made: u32) -> u32 {
    let before = Shape::made();
    Shape::set_made(made);
    before
}

/// A class in a namespace, and a method inherited from the class that it extends.
#[wasm_bindgen]
pub fn square_side_and_area(size: f64) -> String {
    let square = Square::new(size);
    format!("{} {}", square.side(), square.area())
}

/// By index: set, get, delete, get. `Some(1.5) None None`.
#[wasm_bindgen]
pub fn use_index(key: &str) -> String {
    let store = Store::new();
    store.set(key, 1.5);
    let before = store.get(key);
    store.delete(key);
    format!("{before:?} {:?} {:?}", store.get(key), store.at(3))
}

#[wasm_bindgen]
pub fn get_index(store: &Store, key: &str) -> Option<f64> {
    store.get(key)
}

#[wasm_bindgen]
pub fn is_shape(value: &JsValue) -> bool {
    value.has_type::<Shape>()
}

#[wasm_bindgen]
pub fn is_square(value: &JsValue) -> bool {
    value.is_instance_of::<Square>()
}

/// The area if it is a shape, -1 if it is not.
#[wasm_bindgen]
pub fn area_if_shape(value: JsValue) -> f64 {
    match value.dyn_into::<Shape>() {
        Ok(shape) => shape.area(),
        Err(_) => -1.0,
    }
}

/// An optional object of a host class.
#[wasm_bindgen]
pub fn option_shape(shape: Option<Shape>) -> Option<Shape> {
    shape
}
