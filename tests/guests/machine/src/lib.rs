//! Closures, timers, promises and structs in numbered slots, and programs that act on them.
//!
//! A program is a list of actions, four numbers each. Every closure runs one when it is called, so
//! that whatever can be done to a closure can be done while it runs. What happens is recorded, and
//! compared with what a model of it says (`tests/machine`).

mod actions;
mod closures;
mod items;
mod tasks;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

pub use actions::Program;

#[wasm_bindgen]
extern "C" {
    /// Keeps a line.
    pub fn record(line: &str);
    /// Keeps the name of what was thrown, behind some words.
    pub fn record_thrown(words: &str, thrown: &JsValue);
}

const PROGRAMS: usize = 4;

thread_local! {
    static PROGRAM_SLOTS: RefCell<[Rc<Program>; PROGRAMS]> = RefCell::default();
    static FUEL: Cell<u32> = const { Cell::new(0) };
    static SERIAL: Cell<u32> = const { Cell::new(0) };
}

/// The next number of something that is made.
pub fn serial() -> u32 {
    SERIAL.set(SERIAL.get() + 1);
    SERIAL.get()
}

/// Whether one more action may be done; closures that call each other would never end.
pub fn burn() -> bool {
    let left = FUEL.get();
    FUEL.set(left.saturating_sub(1));
    left > 0
}

pub fn program(slot: usize) -> Rc<Program> {
    PROGRAM_SLOTS.with_borrow(|slots| slots[slot % PROGRAMS].clone())
}

/// Allows so many actions from here on.
#[wasm_bindgen]
pub fn refuel(actions: u32) {
    FUEL.set(actions);
}

/// Sets what closures do that are made with this program from here on.
#[wasm_bindgen]
pub fn define(slot: usize, numbers: &[u32]) {
    let program = Rc::new(Program::new(numbers));
    PROGRAM_SLOTS.with_borrow_mut(|slots| slots[slot % PROGRAMS] = program);
}

/// Does a list of actions.
#[wasm_bindgen]
pub fn run(numbers: &[u32]) {
    Program::new(numbers).run();
}
