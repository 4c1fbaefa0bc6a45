//! Raw pointers and `NonNull`: numbers to the host.

use std::ptr::{null, null_mut, NonNull};

use wasm_bindgen::prelude::*;

use crate::{echoes, log};

echoes! {
    echo_const: *const u32,
    echo_mut: *mut u8,
    echo_non_null: NonNull<u32>,
    echo_option_non_null: Option<NonNull<u32>>,
    echo_option_const: Option<*const u32>,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = show)]
    fn show_pointer(value: *const u8) -> String;
}

#[wasm_bindgen]
pub fn case_pointers() {
    let number = 5u32;
    let pointer: *const u32 = &number;
    log!("{}", echo_const(pointer) == pointer);
    log!("{} {}", echo_const(null()).is_null(), echo_mut(null_mut()).is_null());
    log!("{}", echo_mut(0xFFFF_FFF0 as *mut u8) as usize);
    log!("{}", show_pointer(0x8000_0010 as *const u8));
    log!("{:?}", echo_option_const(Some(pointer)).map(|found| found == pointer));
    log!("{:?}", echo_option_const(Some(null())).map(|found| found.is_null()));
    log!("{:?}", echo_option_const(None));
}

#[wasm_bindgen]
pub fn case_pointers_non_null() {
    let mut number = 5u32;
    let pointer = NonNull::from(&mut number);
    log!("{}", echo_non_null(pointer) == pointer);
    log!("{:?}", echo_option_non_null(Some(pointer)).map(|found| found == pointer));
    log!("{:?}", echo_option_non_null(None));
}
