//! How a guest fails: panics with and without a hook, exceptions of the host's that pass through
//! Rust, and loops that never end.

use std::fmt::Display;
use std::sync::atomic::{AtomicU32, Ordering};

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    fn log(text: &str);
    #[wasm_bindgen(js_namespace = console)]
    fn warn(style: &str, css: &str, text: &str);
    #[wasm_bindgen(js_namespace = console)]
    fn error(text: &str);

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(f: &Closure<dyn FnMut()>, delay: i32) -> f64;
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(f: &Closure<dyn FnMut()>, delay: i32) -> f64;

    /// Raises, in the tests.
    fn host_step(depth: u32) -> u32;
    /// Calls what it gets.
    fn host_calls(f: &dyn Fn(u32) -> u32) -> u32;
    /// Keeps what it gets.
    fn host_keeps(f: &Closure<dyn FnMut(u32) -> u32>);
}

#[wasm_bindgen]
pub fn set_hook() {
    console_error_panic_hook::set_once();
}

/// A hook of the guest's own: styled, as loggers do, and with what std's own hook prints around it.
#[wasm_bindgen]
pub fn set_own_hook() {
    std::panic::set_hook(Box::new(|info| {
        let text = format!("thread 'main' {info}\nnote: run with `RUST_BACKTRACE=1`");
        warn("%cERROR", "color: red", &text);
    }));
}

pub mod pipeline {
    //! Functions whose names are worth reading.

    use super::*;

    pub trait Stage {
        fn run(&self, depth: u32) -> u32;
    }

    pub struct Panicking<T>(pub T);

    impl<T: Display> Stage for Panicking<T> {
        #[inline(never)]
        fn run(&self, _: u32) -> u32 {
            panic!("{}", self.0)
        }
    }

    pub struct Hosted;

    impl Stage for Hosted {
        #[inline(never)]
        fn run(&self, depth: u32) -> u32 {
            host_step(depth) + 1
        }
    }

    #[inline(never)]
    pub fn through<S: Stage>(stage: &S, depth: u32) -> u32 {
        stage.run(depth) + 1
    }
}

use pipeline::{through, Hosted, Panicking, Stage};

/// Panics some functions deep.
#[wasm_bindgen]
pub fn panic_with(message: &str) -> u32 {
    through(&Panicking(message), 0)
}

#[wasm_bindgen]
pub fn panic_hooked(message: &str) -> u32 {
    set_hook();
    panic_with(message)
}

#[wasm_bindgen]
pub fn panic_out_of_bounds(index: usize) -> u32 {
    [1, 2, 3][index]
}

/// A payload that is no string: there is no message.
#[wasm_bindgen]
pub fn panic_any() {
    std::panic::panic_any(7);
}

/// A closure that the host calls while the call runs, and that panics.
#[wasm_bindgen]
pub fn panic_in_closure(message: &str) -> u32 {
    host_calls(&|n| through(&Panicking(message), n))
}

/// A closure that the host keeps, and that panics when it is called.
#[wasm_bindgen]
pub fn keep_panicking(message: String) {
    let closure: Closure<dyn FnMut(u32) -> u32> =
        Closure::wrap(Box::new(move |n| through(&Panicking(&message), n)));
    host_keeps(&closure);
    closure.forget();
}

/// A closure that the host keeps, and that calls `host_step`.
#[wasm_bindgen]
pub fn keep_host() {
    let closure: Closure<dyn FnMut(u32) -> u32> =
        Closure::wrap(Box::new(|depth| through(&Hosted, depth)));
    host_keeps(&closure);
    closure.forget();
}

/// The host's `host_step` is called some functions deep.
#[wasm_bindgen]
pub fn call_host(depth: u32) -> u32 {
    through(&Hosted, depth)
}

/// `host_step` is called in a closure that the host calls.
#[wasm_bindgen]
pub fn call_host_in_closure() -> u32 {
    host_calls(&|depth| through(&Hosted, depth))
}

#[inline(never)]
fn refuse(message: &str) -> u32 {
    wasm_bindgen::throw_str(message)
}

#[wasm_bindgen]
pub fn throw_text(message: &str) -> u32 {
    refuse(message) + 1
}

/// Prints what looks like a panic, and returns.
#[wasm_bindgen]
pub fn print_error(text: &str) {
    error(text);
}

/// Prints, and traps without a panic.
#[wasm_bindgen]
pub fn print_error_and_trap(text: &str) {
    error(text);
    core::arch::wasm32::unreachable()
}

/// Calls the host, and traps without a panic when that returns.
#[wasm_bindgen]
pub fn call_host_and_trap() -> u32 {
    host_step(0);
    core::arch::wasm32::unreachable()
}

static CELL: AtomicU32 = AtomicU32::new(0);

#[inline(never)]
fn spin_on() {
    while CELL.load(Ordering::Relaxed) != u32::MAX {
        CELL.store(1, Ordering::Relaxed);
    }
}

/// Says so, and never returns.
#[wasm_bindgen]
pub fn spin() {
    log("spinning");
    spin_on();
}

/// Spins in a timer.
#[wasm_bindgen]
pub fn spin_later() {
    let closure: Closure<dyn FnMut()> = Closure::wrap(Box::new(spin));
    set_timeout(&closure, 10);
    closure.forget();
}

fn tick() {
    let closure: Closure<dyn FnMut()> = Closure::wrap(Box::new(|| ()));
    set_interval(&closure, 50);
    closure.forget();
}

/// What says when it is dropped.
#[wasm_bindgen]
pub struct Held;

impl Drop for Held {
    fn drop(&mut self) {
        log("dropped");
    }
}

/// Leaves an interval running.
#[wasm_bindgen]
pub fn keep_waiting() -> Held {
    log("made");
    tick();
    Held
}

/// What never returns when it is dropped.
#[wasm_bindgen]
pub struct Stubborn;

impl Drop for Stubborn {
    fn drop(&mut self) {
        spin();
    }
}

/// Leaves an interval running.
#[wasm_bindgen]
pub fn keep_stubborn() -> Stubborn {
    log("made");
    tick();
    Stubborn
}

/// Works, before and after.
#[wasm_bindgen]
pub fn still_alive() -> u32 {
    1
}
