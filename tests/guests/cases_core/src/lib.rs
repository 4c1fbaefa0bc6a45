//! Cases for the oracle: what crosses between Rust and its host, each seen from Rust.
//!
//! Every export `case_*` says by `record` what it observed. `host.js` and `host.py` beside this
//! crate serve the other imports, each saying the same. `tests/oracle/README.md` has the rules.

use wasm_bindgen::prelude::*;

mod classes;
mod closures;
mod errors;
mod numbers;
mod operators;
mod options;
mod slices;
mod strings;
mod structs;
mod values;

#[cfg(feature = "modern")]
mod modern;

#[wasm_bindgen]
extern "C" {
    fn record(line: &str);
}

/// Records one line, formatted as `format!` does.
macro_rules! log {
    ($($argument:tt)*) => {
        $crate::record(&format!($($argument)*))
    };
}
pub(crate) use log;

/// The debug text of a value, on one line: an Error's has its stack behind it.
pub(crate) fn first_line(value: &JsValue) -> String {
    let text = format!("{:?}", value);
    let inside = text.strip_prefix("JsValue(").unwrap_or(&text);
    let inside = inside.strip_suffix(')').unwrap_or(inside);
    inside.lines().next().unwrap_or_default().to_string()
}
