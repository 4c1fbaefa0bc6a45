//! What can be done, by its number.

use wasm_bindgen::prelude::*;

use crate::{burn, closures, items, record, tasks};

#[wasm_bindgen]
extern "C" {
    /// Raises an exception of Python's.
    fn fail(number: u32);
}

#[derive(Default)]
pub struct Program(Vec<[u32; 4]>);

impl Program {
    pub fn new(numbers: &[u32]) -> Program {
        Program(numbers.chunks_exact(4).map(|four| [four[0], four[1], four[2], four[3]]).collect())
    }

    /// Does all actions, as long as there is fuel.
    pub fn run(&self) {
        for &[action, a, b, c] in &self.0 {
            if burn() {
                act(action, a as usize, b as usize, c as usize);
            }
        }
    }
}

fn act(action: u32, a: usize, b: usize, c: usize) {
    match action {
        0 => record(&format!("mark {a}")),
        1 => closures::make(a, b, c),
        2 => closures::drop_slot(a),
        3 => closures::call(a),
        4 => closures::try_call(a),
        5 => closures::set_timer(a, b, c, false),
        6 => closures::set_timer(a, b, c, true),
        7 => closures::clear_timer(a),
        8 => closures::microtask(a),
        9 => fail(a as u32),
        10 => wasm_bindgen::throw_str("thrown"),
        11 => tasks::new_promise(a),
        12 => tasks::settle(a, b, true),
        13 => tasks::settle(a, b, false),
        14 => tasks::adopt(a, b),
        15 => tasks::then(a, b, c),
        16 => tasks::spawn_await(a, b),
        17 => tasks::spawn_asking(a),
        18 => closures::keep(a),
        19 => closures::forget(a),
        20 => items::make(a),
        21 => items::drop_slot(a),
        22 => closures::call_kept(a as u32),
        23 => core::arch::wasm32::unreachable(),
        _ => (),
    }
}
