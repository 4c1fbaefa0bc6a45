//! Cases for the oracle: what crosses between Rust and its host, each seen from Rust.
//!
//! Every export `case_*` says by `record` what it observed. `host.js` and `host.py` beside this
//! crate serve the other imports, each saying the same. `tests/oracle/README.md` has the rules.

use wasm_bindgen::prelude::*;

mod closures;
mod numbers;

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
