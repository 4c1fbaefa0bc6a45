//! The timer guest: cases of the Web Platform Tests, of Deno and of Node, and some of our own.
//! `README.md` beside this crate says what each function records, and when.

mod deno;
mod timers;
mod witness;
mod wpt;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Appends a line to the host's log: all that a case says, it says here.
    pub fn record(line: &str);
}
