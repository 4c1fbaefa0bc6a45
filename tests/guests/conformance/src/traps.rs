//! What must not happen, on purpose: each of these ends in a trap of the engine.

use std::sync::atomic::{AtomicU32, Ordering};

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = call_0)]
    fn call_panicking(f: &dyn Fn() -> u32) -> u32;
    #[wasm_bindgen(js_name = keep)]
    fn keep_panicking(f: &Closure<dyn FnMut() -> u32>);
}

// Never set, but the compiler cannot know, since `trap_set_cell` is exported: the divisions and
// recursions below stay what they say.
static CELL: AtomicU32 = AtomicU32::new(0);

#[wasm_bindgen]
pub fn trap_set_cell(value: u32) {
    CELL.store(value, Ordering::Relaxed);
}

/// `panic!(message)`: with `panic = "abort"` an `unreachable` trap.
#[wasm_bindgen]
pub fn trap_panic(message: &str) {
    panic!("{}", message);
}

#[wasm_bindgen]
pub fn trap_unreachable() {
    core::arch::wasm32::unreachable()
}

/// The engine's own trap, not Rust's panic: the promise that the divisor is not zero is broken.
#[wasm_bindgen]
pub fn trap_divide_by_zero(dividend: u32) -> u32 {
    let divisor = unsafe { std::num::NonZeroU32::new_unchecked(CELL.load(Ordering::Relaxed)) };
    dividend / divisor
}

/// Rust's own check: a panic.
#[wasm_bindgen]
pub fn trap_divide_checked(dividend: u32) -> u32 {
    dividend / CELL.load(Ordering::Relaxed)
}

fn descend(depth: u32) -> u32 {
    if CELL.load(Ordering::Relaxed) == u32::MAX {
        return depth;
    }
    let deeper = descend(depth + 1);
    // Work after the call keeps the compiler from making it a loop.
    CELL.store(0, Ordering::Relaxed);
    deeper.wrapping_add(CELL.load(Ordering::Relaxed))
}

/// Recursion without end, which uses up the engine's call stack.
#[wasm_bindgen]
pub fn trap_call_stack() -> u32 {
    descend(0)
}

fn descend_with_frame(depth: u32) -> u32 {
    let mut frame = [depth; 4096];
    for slot in frame.iter_mut() {
        unsafe { std::ptr::write_volatile(slot, depth) };
    }
    if CELL.load(Ordering::Relaxed) == u32::MAX {
        return depth;
    }
    let deeper = descend_with_frame(depth + 1);
    deeper.wrapping_add(unsafe { std::ptr::read_volatile(&frame[depth as usize % 4096]) })
}

/// Recursion with large frames, which uses up Rust's stack in linear memory: out of bounds.
#[wasm_bindgen]
pub fn trap_shadow_stack() -> u32 {
    descend_with_frame(0)
}

/// Reads from the last bytes of the 4 GiB address space.
#[wasm_bindgen]
pub fn trap_memory() -> u32 {
    unsafe { std::ptr::read_volatile(0xFFFF_FFF0_usize as *const u32) }
}

/// Calls a function that the table does not have.
#[wasm_bindgen]
pub fn trap_table() {
    let function: extern "C" fn() = unsafe { std::mem::transmute(0x00FF_FFFF_usize) };
    function();
}

/// `call_0` calls a closure that panics.
#[wasm_bindgen]
pub fn trap_in_closure() -> u32 {
    call_panicking(&|| panic!("in a closure"))
}

/// The host keeps a closure that panics when it is called.
#[wasm_bindgen]
pub fn keep_panicking_closure() {
    let closure: Closure<dyn FnMut() -> u32> = Closure::wrap(Box::new(|| panic!("kept")));
    keep_panicking(&closure);
    closure.forget();
}

/// Works, before and after: what tells a poisoned instance from a healthy one.
#[wasm_bindgen]
pub fn still_alive() -> u32 {
    1
}
