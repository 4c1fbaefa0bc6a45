//! Cases for the oracle: the whole surface of wasm-bindgen's attributes and types.
//!
//! Every export `case_*` says by `record` what it observed. `host.js` and `host.py` beside this
//! crate serve the other imports, each saying the same. `tests/oracle/README.md` has the rules.

use wasm_bindgen::prelude::*;

mod attributes;
mod classes;
mod crates;
mod enums;
#[cfg(feature = "nullable")]
mod generics;
mod interned;
#[cfg(feature = "nullable")]
mod nullable;
mod options;
mod pointers;
mod sequences;
#[cfg(feature = "unions")]
mod unions;

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

/// Imports `echo` for each type under its own name.
macro_rules! echoes {
    ($($name:ident: $type:ty),* $(,)?) => {
        #[wasm_bindgen]
        extern "C" {
            $(
                #[wasm_bindgen(js_name = echo)]
                fn $name(value: $type) -> $type;
            )*
        }
    };
}
pub(crate) use echoes;
