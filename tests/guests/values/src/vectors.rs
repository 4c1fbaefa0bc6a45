//! Vectors of what is no number.

use wasm_bindgen::prelude::*;

use crate::scalars::{both_ways, Colour};

both_ways!(
    Vec<String>,
    echo_vec_string,
    call_host_vec_string,
    host_vec_string
);
both_ways!(Vec<JsValue>, echo_vec_js, call_host_vec_js, host_vec_js);
both_ways!(Vec<Item>, echo_vec_item, call_host_vec_item, host_vec_item);
both_ways!(
    Vec<Colour>,
    echo_vec_colour,
    call_host_vec_colour,
    host_vec_colour
);

/// An exported struct to put into vectors.
#[wasm_bindgen]
pub struct Item {
    pub number: i32,
}

#[wasm_bindgen]
impl Item {
    #[wasm_bindgen(constructor)]
    pub fn new(number: i32) -> Item {
        Item { number }
    }
}

/// `count` new items, numbered from 0.
#[wasm_bindgen]
pub fn make_items(count: i32) -> Vec<Item> {
    (0..count).map(Item::new).collect()
}

/// Takes the items in: the host's objects are empty afterwards.
#[wasm_bindgen]
pub fn sum_items(items: Vec<Item>) -> i32 {
    items.iter().map(|item| item.number).sum()
}
