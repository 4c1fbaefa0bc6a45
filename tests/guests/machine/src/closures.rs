//! Heap closures in slots, who calls them, and timers.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

use crate::{program, record, record_thrown, serial, Program};

#[wasm_bindgen]
extern "C" {
    /// Calls a function; what it throws passes through.
    fn invoke(function: &JsValue);
    /// Gives a function to the application, which has places for some.
    fn keep_function(place: u32, function: &JsValue);
    /// Has the application call what it keeps, and go on whatever that throws.
    pub fn call_kept(place: u32);

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(function: &JsValue, millis: u32) -> u32;
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(function: &JsValue, millis: u32) -> u32;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: u32);
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(function: &JsValue);
}

const CLOSURES: usize = 3;
const TIMERS: usize = 2;

/// What a slot holds. A dropped `Closure` ends; a dropped value is but one reference less.
enum Held {
    Shared(Closure<dyn Fn()>),
    Mutable(Closure<dyn FnMut()>),
    Given(JsValue),
}

impl Held {
    fn function(&self) -> JsValue {
        match self {
            Held::Shared(closure) => closure.as_ref().clone(),
            Held::Mutable(closure) => closure.as_ref().clone(),
            Held::Given(value) => value.clone(),
        }
    }
}

thread_local! {
    static SLOTS: RefCell<[Option<Held>; CLOSURES]> = RefCell::default();
    static IDS: RefCell<[u32; TIMERS]> = RefCell::default();
}

/// Records when what a closure captured is dropped.
struct Guard(u32);

impl Drop for Guard {
    fn drop(&mut self) {
        record(&format!("free {}", self.0));
    }
}

fn body(guard: &Guard, program: &Program) {
    record(&format!("enter {}", guard.0));
    program.run();
    record(&format!("leave {}", guard.0));
}

fn put(slot: usize, held: Option<Held>) -> Option<Held> {
    SLOTS.with_borrow_mut(|slots| std::mem::replace(&mut slots[slot % CLOSURES], held))
}

/// The function in a slot: a reference of its own.
pub fn function(slot: usize) -> Option<JsValue> {
    SLOTS.with_borrow(|slots| slots[slot % CLOSURES].as_ref().map(Held::function))
}

/// Makes a closure of a kind, in place of what the slot held.
pub fn make(slot: usize, kind: usize, program_slot: usize) {
    let (guard, program): (Guard, Rc<Program>) = (Guard(serial()), program(program_slot));
    let once = move || body(&guard, &program);
    let held = match kind % 6 {
        0 => Held::Shared(shared(once)),
        1 => Held::Mutable(mutable(once)),
        2 => Held::Mutable(Closure::once(once)),
        3 => Held::Given(shared(once).into_js_value()),
        4 => Held::Given(mutable(once).into_js_value()),
        _ => Held::Given(Closure::once_into_js(once)),
    };
    drop(put(slot, Some(held)));
}

fn shared(body: impl Fn() + 'static) -> Closure<dyn Fn()> {
    Closure::new(body)
}

fn mutable(body: impl FnMut() + 'static) -> Closure<dyn FnMut()> {
    Closure::new(body)
}

pub fn drop_slot(slot: usize) {
    drop(put(slot, None));
}

/// Leaks what the slot holds, so that it lives as long as the guest.
pub fn forget(slot: usize) {
    std::mem::forget(put(slot, None));
}

/// Calls by a reference of our own, which is lost where something is thrown.
pub fn call(slot: usize) {
    if let Some(function) = function(slot) {
        invoke(&function);
    }
}

pub fn try_call(slot: usize) {
    if let Some(function) = function(slot) {
        let function: Function = function.unchecked_into();
        match function.call0(&JsValue::UNDEFINED) {
            Ok(_) => record("returned"),
            Err(thrown) => record_thrown("caught", &thrown),
        }
    }
}

const MILLIS: [u32; 6] = [0, 1, 2, 5, 10, 50];

pub fn set_timer(timer: usize, slot: usize, millis: usize, repeat: bool) {
    let Some(function) = function(slot) else { return };
    let set = if repeat { set_interval } else { set_timeout };
    let id = set(&function, MILLIS[millis % MILLIS.len()]);
    IDS.with_borrow_mut(|ids| ids[timer % TIMERS] = id);
}

pub fn clear_timer(timer: usize) {
    clear_timeout(IDS.with_borrow(|ids| ids[timer % TIMERS]));
}

pub fn microtask(slot: usize) {
    if let Some(function) = function(slot) {
        queue_microtask(&function);
    }
}

pub fn keep(slot: usize) {
    if let Some(function) = function(slot) {
        keep_function(slot as u32, &function);
    }
}
