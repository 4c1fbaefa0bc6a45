//! The guest's own memory, and views of it.

use js_sys::{Float64Array, Int32Array, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

use crate::{get, list, log, new, object, outcome, show};

fn memory() -> WebAssembly::Memory {
    wasm_bindgen::memory().unchecked_into()
}

/// Sees that what a case allocates does not grow the memory, which under Node detaches views.
fn settle() {
    drop(core::hint::black_box(Vec::<u8>::with_capacity(300_000)));
}

#[wasm_bindgen]
pub fn case_memory_object() {
    settle();
    let memory = memory();
    log!("{:?}", JsValue::from(memory.clone()));
    log!("{}", memory.is_instance_of::<WebAssembly::Memory>());
    let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
    let pages = core::arch::wasm32::memory_size(0) as u32;
    log!("{}", buffer.byte_length() == pages * 65536);
    log!("{}", JsValue::from(buffer) == memory.buffer());
    log!("{}", JsValue::from(memory) == wasm_bindgen::memory());
}

#[wasm_bindgen]
pub fn case_memory_view_is_live() {
    settle();
    let mut bytes = [1u8, 2, 3];
    let view = unsafe { Uint8Array::view_mut_raw(bytes.as_mut_ptr(), 3) };
    log!("{} {}", show(&view), view.byte_offset() == bytes.as_ptr() as u32);
    unsafe { core::ptr::write_volatile(bytes.as_mut_ptr(), 9) };
    log!("{}", show(&view));
    view.set_index(1, 7);
    log!("{}", unsafe { core::ptr::read_volatile(bytes.as_ptr().add(1)) });
    view.fill(5, 0, 3);
    log!("{:?}", unsafe { core::ptr::read_volatile(&bytes) });
    let copy = Uint8Array::new(&view);
    view.set_index(0, 1);
    log!("{} {}", show(&copy), show(&view));
    let part = view.subarray(1, 2);
    part.set_index(0, 200);
    log!("{:?}", unsafe { core::ptr::read_volatile(&bytes) });
    log!("{}", JsValue::from(view.buffer()) == memory().buffer());
}

#[wasm_bindgen]
pub fn case_memory_view_of_words() {
    settle();
    let words = [1i32, -1, i32::MAX];
    let view = unsafe { Int32Array::view(&words) };
    log!("{} {}", show(&view), show(view.slice(1, 2)));
    let floats = [1.5f64, -0.0];
    let view = unsafe { Float64Array::view(&floats) };
    log!("{} {:?}", show(&view), view.to_vec());
    let bigints = [1u64, u64::MAX];
    let view = unsafe { js_sys::BigUint64Array::view(&bigints) };
    log!("{}", show(&view));
    log!("{}", show(unsafe { Uint8Array::view(&[]) }));
}

#[wasm_bindgen]
pub fn case_memory_by_buffer() {
    settle();
    let mut bytes = [1u8, 2, 3, 4];
    let pointer = bytes.as_mut_ptr() as u32;
    let buffer = memory().buffer();
    let view = Uint8Array::new_with_byte_offset_and_length(&buffer, pointer, 4);
    log!("{}", show(&view));
    let data = new("DataView", list![&buffer, pointer, 4]).unwrap();
    log!("{}", outcome(crate::invoke(&data, "getUint16", list![1])));
    crate::invoke(&data, "setUint16", list![0, 0x0a0b]).unwrap();
    log!("{:?}", unsafe { core::ptr::read_volatile(&bytes) });
    let slice = crate::invoke(&buffer, "slice", list![pointer, pointer + 2]).unwrap();
    log!("{}", show(&slice));
    log!("{}", outcome(new("Uint8Array", list![&buffer, -1])));
    let end = get(&buffer, "byteLength");
    log!("{}", show(new("Uint8Array", list![&buffer, &end]).unwrap()));
    view.set(&list![100, 101], 2);
    log!("{:?}", unsafe { core::ptr::read_volatile(&bytes) });
}

#[wasm_bindgen]
pub fn case_memory_grow_by_host() {
    settle();
    let memory = memory();
    let before = core::arch::wasm32::memory_size(0) as u32;
    log!("{}", memory.grow(1) == before);
    log!("{}", core::arch::wasm32::memory_size(0) as u32 - before);
    let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
    log!("{}", buffer.byte_length() == (before + 1) * 65536);
    let fresh = Uint8Array::new_with_byte_offset_and_length(&buffer, before * 65536, 2);
    fresh.set_index(0, 8);
    let pointer = (before * 65536) as *const u8;
    log!("{} {}", show(&fresh), unsafe { core::ptr::read_volatile(pointer) });
    log!("{}", memory.grow(0) == before + 1);
}

#[wasm_bindgen]
pub fn case_memory_views_and_growth() {
    settle();
    // Here views follow; under Node growing has detached them.
    let words = [1i32, 2];
    let view = unsafe { Int32Array::view(&words) };
    let whole = Uint8Array::new(&memory().buffer());
    let before = whole.length();
    core::arch::wasm32::memory_grow(0, 1);
    log!("{}", show(&view));
    log!("{}", whole.length() as i64 - before as i64);
}

#[wasm_bindgen]
pub fn case_memory_of_its_own() {
    let memory = new("WebAssembly.Memory", list![object! { initial: 1, maximum: 3 }]).unwrap();
    let memory: WebAssembly::Memory = memory.unchecked_into();
    let old = memory.buffer();
    Uint8Array::new(&old).set_index(5, 9);
    log!("{} {}", show(get(&old, "byteLength")), memory.grow(1));
    log!("{} {}", show(get(&old, "byteLength")), show(get(&memory.buffer(), "byteLength")));
    log!("{}", Uint8Array::new(&memory.buffer()).get_index(5));
    log!("{}", outcome(crate::invoke(&memory, "grow", list![2])));
    log!("{}", outcome(crate::invoke(&memory, "grow", list![-1])));
    log!("{}", outcome(WebAssembly::Memory::new(&js_sys::Object::new())));
}
