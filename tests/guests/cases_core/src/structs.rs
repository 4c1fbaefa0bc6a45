//! Exported structs and C-like enums in the host's hands.

use wasm_bindgen::prelude::*;

use crate::{first_line, log};

/// Says when it is dropped.
#[wasm_bindgen]
pub struct Item {
    pub count: i32,
    #[wasm_bindgen(readonly)]
    pub fixed: f64,
}

impl Drop for Item {
    fn drop(&mut self) {
        log!("dropped {}", self.count);
    }
}

#[wasm_bindgen]
impl Item {
    #[wasm_bindgen(constructor)]
    pub fn new(count: i32) -> Item {
        Item { count, fixed: 0.5 }
    }

    pub fn increase(&mut self, by: i32) -> i32 {
        self.count += by;
        self.count
    }

    #[wasm_bindgen(getter)]
    pub fn double(&self) -> i32 {
        self.count * 2
    }

    pub fn hand_to_host(&mut self, item: &JsValue) -> String {
        match try_use_item(item) {
            Ok(count) => format!("used {}", count),
            Err(error) => format!("refused {}", first_line(&error)),
        }
    }
}

#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Low = 10,
    Middle = 20,
    High = 1000000,
}

#[wasm_bindgen]
extern "C" {
    fn counter(item: Item) -> String;
    #[wasm_bindgen(js_name = counter)]
    fn counter_value(item: &JsValue) -> String;
    #[wasm_bindgen(js_name = freeItem)]
    fn free_item(item: &JsValue);
    #[wasm_bindgen(js_name = keep)]
    fn keep_item(item: Item);
    #[wasm_bindgen(js_name = isKept)]
    fn is_kept(item: &JsValue) -> bool;
    #[wasm_bindgen(catch, js_name = useItem)]
    fn try_use_item(item: &JsValue) -> Result<i32, JsValue>;
    #[wasm_bindgen(js_name = echo)]
    fn echo_item(item: Item) -> JsValue;
    #[wasm_bindgen(js_name = echo)]
    fn echo_struct(item: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = echo)]
    fn echo_level(level: Level) -> Level;
    #[wasm_bindgen(js_name = show)]
    fn show_level(level: Level) -> String;
    #[wasm_bindgen(js_name = echo)]
    fn echo_option_level(level: Option<Level>) -> Option<Level>;
    #[wasm_bindgen(js_name = show)]
    fn show_option_level(level: Option<Level>) -> String;
    #[wasm_bindgen(js_name = call)]
    fn call_with_item(function: &dyn Fn(Item) -> i32, item: Item) -> i32;
    #[wasm_bindgen(js_name = call)]
    fn call_with_lent_item(function: &dyn Fn(&Item), item: Item);
    #[wasm_bindgen(js_name = call)]
    fn call_for_item(function: &dyn Fn() -> Item) -> JsValue;
    #[wasm_bindgen(js_name = same)]
    fn same(left: &JsValue, right: &JsValue) -> bool;
    #[wasm_bindgen(js_name = show)]
    fn show_option_item(item: Option<Item>) -> String;
}

#[wasm_bindgen]
pub fn case_struct_used_by_the_host() {
    log!("{}", counter(Item::new(3)));
}

#[wasm_bindgen]
pub fn case_struct_as_value() {
    let value = JsValue::from(Item::new(3));
    log!("{} {}", value.is_object(), value.is_truthy());
    log!("{}", counter_value(&value));
    log!("{}", same(&value, &echo_struct(&value)));
    free_item(&value);
    log!("end");
}

#[wasm_bindgen]
pub fn case_struct_freed_by_the_host() {
    let value = JsValue::from(Item::new(4));
    free_item(&value);
    log!("used ok {}", try_use_item(&value).is_ok());
}

#[wasm_bindgen]
pub fn case_struct_used_after_free_text() {
    let value = JsValue::from(Item::new(4));
    free_item(&value);
    log!("{}", first_line(&try_use_item(&value).unwrap_err()));
}

#[wasm_bindgen]
pub fn case_struct_comes_back() {
    let value = echo_item(Item::new(5));
    log!("{}", value.is_object());
    log!("{:?}", try_use_item(&value));
    free_item(&value);
}

#[wasm_bindgen]
pub fn case_struct_moves_into_a_closure() {
    let count = call_with_item(
        &|item| {
            log!("inside {}", item.count);
            item.count + 1
        },
        Item::new(6),
    );
    log!("{}", count);
}

#[wasm_bindgen]
pub fn case_struct_made_by_a_closure() {
    let value = call_for_item(&|| Item::new(8));
    log!("{}", counter_value(&value));
    free_item(&value);
}

#[wasm_bindgen]
pub fn case_struct_enum() {
    for level in [Level::Low, Level::Middle, Level::High] {
        log!("{:?} {}", echo_level(level), show_level(level));
        log!("{:?}", echo_option_level(Some(level)));
    }
    log!("{:?} {}", echo_option_level(None), show_option_level(None));
}

#[wasm_bindgen]
pub fn case_struct_option_none() {
    log!("{}", show_option_item(None));
}

#[wasm_bindgen]
pub fn case_struct_dropped_in_rust() {
    let item = Item::new(9);
    log!("{} {}", item.count, item.fixed);
    drop(item);
    log!("end");
}
