//! An enum with a negative value.

use wasm_bindgen::prelude::*;

use crate::scalars::both_ways;

both_ways!(Signed, echo_signed, call_host_signed, host_signed);
both_ways!(
    Option<Signed>,
    echo_option_signed,
    call_host_option_signed,
    host_option_signed
);
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
