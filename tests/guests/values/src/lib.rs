//! The values guest: what crosses the boundary, both ways, in small exported functions.
//! `README.md` beside this crate says what each one means, and which host functions it calls.
//!
//! One source for every release from 0.2.83 (rustc 1.63) on; features switch on what is newer.
//! Closures, structs, imports and timers are in the crate `conformance`.

mod js_values;
mod options;
mod results;
mod scalars;
mod slices;
mod strings;

#[cfg(feature = "signed_enums")]
mod signed_enums;
#[cfg(feature = "string_enums")]
mod string_enums;
#[cfg(feature = "vectors")]
mod vectors;
#[cfg(feature = "wide")]
mod wide;
