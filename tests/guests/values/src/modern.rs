//! Types that wasm-bindgen 0.2.83 does not have.

use wasm_bindgen::prelude::*;

use crate::scalars::both_ways;

both_ways!(i128, echo_i128, call_host_i128, host_i128);
both_ways!(u128, echo_u128, call_host_u128, host_u128);
both_ways!(
    Option<i128>,
    echo_option_i128,
    call_host_option_i128,
    host_option_i128
);
both_ways!(
    Option<u128>,
    echo_option_u128,
    call_host_option_u128,
    host_option_u128
);
both_ways!(Signed, echo_signed, call_host_signed, host_signed);
both_ways!(
    Option<Signed>,
    echo_option_signed,
    call_host_option_signed,
    host_option_signed
);
both_ways!(Mood, echo_mood, call_host_mood, host_mood);
both_ways!(
    Option<Mood>,
    echo_option_mood,
    call_host_option_mood,
    host_option_mood
);
both_ways!(
    Vec<String>,
    echo_vec_string,
    call_host_vec_string,
    host_vec_string
);
both_ways!(Vec<JsValue>, echo_vec_js, call_host_vec_js, host_vec_js);
both_ways!(Vec<Item>, echo_vec_item, call_host_vec_item, host_vec_item);
both_ways!(
    Vec<Signed>,
    echo_vec_signed,
    call_host_vec_signed,
    host_vec_signed
);

/// A C-like enum with a negative value.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Signed {
    Below = -1,
    Zero = 0,
    Above = 1,
}

/// A string enum: the host's strings, numbers on the wire.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Mood {
    Happy = "happy",
    Sad = "sad",
}

/// What Rust made of the host's string: "Happy", "Sad" or "neither".
#[wasm_bindgen]
pub fn mood_name(mood: Mood) -> String {
    match mood {
        Mood::Happy => "Happy",
        Mood::Sad => "Sad",
        _ => "neither",
    }
    .to_string()
}

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
