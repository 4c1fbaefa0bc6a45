//! Structs that go back and forth.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::{record, serial};

const ITEMS: usize = 2;

#[wasm_bindgen]
pub struct Item {
    serial: u32,
}

#[wasm_bindgen]
impl Item {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Item {
        Item { serial: serial() }
    }

    #[wasm_bindgen(getter)]
    pub fn serial(&self) -> u32 {
        self.serial
    }
}

impl Drop for Item {
    fn drop(&mut self) {
        record(&format!("drop {}", self.serial));
    }
}

thread_local! {
    static SLOTS: RefCell<[Option<Item>; ITEMS]> = RefCell::default();
}

fn put(slot: usize, item: Option<Item>) -> Option<Item> {
    SLOTS.with_borrow_mut(|slots| std::mem::replace(&mut slots[slot % ITEMS], item))
}

pub fn make(slot: usize) {
    drop(put(slot, Some(Item::new())));
}

pub fn drop_slot(slot: usize) {
    drop(put(slot, None));
}

/// Moves an item into Rust.
#[wasm_bindgen]
pub fn give_item(slot: usize, item: Item) {
    drop(put(slot, Some(item)));
}

/// Moves an item out of Rust.
#[wasm_bindgen]
pub fn take_item(slot: usize) -> Option<Item> {
    put(slot, None)
}
