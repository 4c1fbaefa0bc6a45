//! Integers of 128 bits.

use wasm_bindgen::prelude::*;

use crate::scalars::both_ways;

both_ways!(i128, echo_i128, call_host_i128, host_i128);
both_ways!(u128, echo_u128, call_host_u128, host_u128);
both_ways!(
    Option<i128>,
    echo_option_i128,
    call_host_option_i128,
    host_option_i128
);
both_ways!(
    Option<u128>,
    echo_option_u128,
    call_host_option_u128,
    host_option_u128
);
