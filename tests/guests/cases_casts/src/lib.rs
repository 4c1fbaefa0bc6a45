//! Casts: every type that wasm-bindgen itself turns into a `JsValue` or a closure by `wbg_cast`.

use wasm_bindgen::prelude::*;

mod cases;
mod closures;
mod made;

#[wasm_bindgen]
extern "C" {
    /// The host keeps the line.
    fn record(line: &str);
}

/// Records a line made as by `format!`.
#[macro_export]
macro_rules! record {
    ($($part:tt)*) => { $crate::record(&format!($($part)*)) };
}
