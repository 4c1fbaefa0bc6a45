//! Exports in namespaces, exports that are private, imports that are exported.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_namespace = shapes)]
pub fn count() -> u32 {
    2
}

/// The same name without a namespace.
#[wasm_bindgen(js_name = count)]
pub fn count_all() -> u32 {
    5
}

#[wasm_bindgen(js_namespace = ["shapes", "flat"])]
pub fn area(width: f64, height: f64) -> f64 {
    width * height
}

#[wasm_bindgen(js_namespace = shapes)]
pub struct Circle {
    pub radius: f64,
}

// Up to 0.2.113 a struct's namespace is of no concern to its methods.
#[cfg_attr(feature = "extends", wasm_bindgen(js_namespace = shapes))]
#[cfg_attr(not(feature = "extends"), wasm_bindgen)]
impl Circle {
    #[wasm_bindgen(constructor)]
    pub fn new(radius: f64) -> Circle {
        Circle { radius }
    }

    pub fn doubled(&self) -> Circle {
        Circle::new(self.radius * 2.0)
    }

    pub fn unit() -> Circle {
        Circle::new(1.0)
    }
}

#[wasm_bindgen(js_namespace = shapes)]
#[derive(Clone, Copy)]
pub enum Corner {
    Sharp = 1,
    Round = 2,
}

#[wasm_bindgen]
pub fn round(corner: Corner) -> Corner {
    match corner {
        Corner::Sharp => Corner::Round,
        Corner::Round => Corner::Sharp,
    }
}

#[wasm_bindgen]
pub fn radius_of(circle: &Circle) -> f64 {
    circle.radius
}

/// Seen in what functions return alone.
#[wasm_bindgen(private)]
pub struct Hidden {
    pub number: u32,
}

#[wasm_bindgen]
pub fn make_hidden(number: u32) -> Hidden {
    Hidden { number }
}

#[wasm_bindgen]
pub fn take_hidden(hidden: Hidden) -> u32 {
    hidden.number
}

#[wasm_bindgen(private)]
#[derive(Clone, Copy)]
pub enum HiddenLevel {
    Low = 1,
    High = 2,
}

#[wasm_bindgen]
pub fn hidden_level() -> HiddenLevel {
    HiddenLevel::High
}

#[wasm_bindgen(this)]
pub fn property_of_this(this: &JsValue, suffix: &str) -> String {
    format!("{}{suffix}", this.as_string().unwrap_or_default())
}

#[wasm_bindgen(module = "toolbox")]
extern "C" {
    #[wasm_bindgen(reexport)]
    fn helper(x: u32) -> u32;
    #[wasm_bindgen(reexport = "renamedHelper", js_name = other)]
    #[allow(dead_code)]
    fn unused(x: u32) -> u32;
    #[wasm_bindgen(reexport)]
    pub type Tool;
}

#[wasm_bindgen]
pub fn use_helper(x: u32) -> u32 {
    helper(x)
}
