//! What js-sys has only of late and Node 20 has too.

use js_sys::{ArrayBuffer, ArrayBufferOptions, Atomics, BigInt64Array, SharedArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::{log, show, text};

#[wasm_bindgen]
pub fn case_newest_resizable() {
    let options = ArrayBufferOptions::new(8);
    log!("{}", options.get_max_byte_length());
    let buffer = ArrayBuffer::new_with_options(2, &options);
    log!("{} {}", buffer.resizable(), buffer.max_byte_length());
    log!("{:?} {}", buffer.resize(4), show(&buffer));
    log!("{}", buffer.resize(9).map_err(|e| text(&e)).unwrap_err());
    let shared = SharedArrayBuffer::new_with_options(2, &options);
    log!("{} {}", shared.growable(), shared.max_byte_length());
    log!("{:?} {}", shared.grow(4), show(&shared));
    log!("{}", shared.grow(9).map_err(|e| text(&e)).unwrap_err());
}

#[wasm_bindgen]
pub fn case_newest_atomics() {
    let array = BigInt64Array::from(&[6i64][..]);
    log!("{:?} {}", Atomics::add_bigint(&array, 0, 3), show(&array));
    log!("{:?} {}", Atomics::sub_bigint(&array, 0, 4), show(&array));
    log!("{:?} {}", Atomics::and_bigint(&array, 0, 4), show(&array));
    log!("{:?} {}", Atomics::or_bigint(&array, 0, 3), show(&array));
    log!("{:?} {}", Atomics::xor_bigint(&array, 0, 5), show(&array));
    log!("{:?} {}", Atomics::exchange_bigint(&array, 0, -9), show(&array));
    log!("{:?} {}", Atomics::compare_exchange_bigint(&array, 0, -9, 1), show(&array));
    log!("{:?} {}", Atomics::store_bigint(&array, 0, 77), show(&array));
    log!("{:?}", Atomics::notify_bigint_with_count(&array, 0, 1));
    let shared = BigInt64Array::new(&SharedArrayBuffer::new(8));
    log!("{:?}", Atomics::wait_bigint(&shared, 0, 1).map(String::from));
    log!("{:?}", Atomics::wait_with_timeout_bigint(&shared, 0, 0, 0.0).map(String::from));
}

#[wasm_bindgen]
pub fn case_newest_copies() {
    let array = Uint8Array::new_from_slice(&[1, 2, 3]);
    let mut room = [core::mem::MaybeUninit::uninit(); 3];
    log!("{:?}", array.copy_to_uninit(&mut room));
    let mut room = [0u8; 3];
    unsafe { array.raw_copy_to_ptr(room.as_mut_ptr()) };
    log!("{room:?}");
}
