//! Closures that are called while they run: `Fn` may be, `FnMut` may not.
//!
//! `enter(f, depth)` stores `f` as the current function, returns `f(depth)`, and puts back the
//! one before; `reenter(n)` returns `current(n)`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = enter)]
    fn enter_fn(f: &dyn Fn(u32) -> u32, depth: u32) -> u32;
    #[wasm_bindgen(js_name = enter)]
    fn enter_fn_mut(f: &mut dyn FnMut(u32) -> u32, depth: u32) -> u32;
    #[wasm_bindgen(js_name = enter)]
    fn enter_heap_fn(f: &Closure<dyn Fn(u32) -> u32>, depth: u32) -> u32;
    #[wasm_bindgen(js_name = enter)]
    fn enter_heap_fn_mut(f: &Closure<dyn FnMut(u32) -> u32>, depth: u32) -> u32;
    fn reenter(n: u32) -> u32;
    #[wasm_bindgen(js_name = reenter, catch)]
    fn try_reenter(n: u32) -> Result<u32, JsValue>;
}

/// What a closure returns when its own second call was refused.
const REFUSED: u32 = 1000;

fn down(n: u32) -> u32 {
    if n == 0 {
        0
    } else {
        1 + reenter(n - 1)
    }
}

fn down_caught(n: u32) -> u32 {
    if n == 0 {
        0
    } else {
        1 + try_reenter(n - 1).unwrap_or(REFUSED)
    }
}

/// Calls itself through the host: returns `depth`.
#[wasm_bindgen]
pub fn recurse_stack_fn(depth: u32) -> u32 {
    enter_fn(&|n| down(n), depth)
}

#[wasm_bindgen]
pub fn recurse_heap_fn(depth: u32) -> u32 {
    enter_heap_fn(
        &Closure::wrap(Box::new(down) as Box<dyn Fn(u32) -> u32>),
        depth,
    )
}

/// The second call is refused and caught: returns 1001 for a depth of 1 or more. The first call
/// goes on; the closure was entered once.
#[wasm_bindgen]
pub fn recurse_stack_fn_mut(depth: u32) -> u32 {
    let mut entered = 0;
    let result = enter_fn_mut(
        &mut |n| {
            entered += 1;
            down_caught(n)
        },
        depth,
    );
    result + (entered - 1) * 10_000
}

#[wasm_bindgen]
pub fn recurse_heap_fn_mut(depth: u32) -> u32 {
    let mut entered = 0;
    let closure: Closure<dyn FnMut(u32) -> u32> = Closure::wrap(Box::new(move |n| {
        entered += 1;
        down_caught(n) + (entered - 1) * 10_000
    }));
    enter_heap_fn_mut(&closure, depth)
}

/// The second call is refused and nobody catches: the call raises.
#[wasm_bindgen]
pub fn recurse_stack_fn_mut_uncaught(depth: u32) -> u32 {
    let mut entered = 0;
    enter_fn_mut(
        &mut |n| {
            entered += 1;
            down(n)
        },
        depth,
    ) + entered
}

#[wasm_bindgen]
pub fn recurse_heap_fn_mut_uncaught(depth: u32) -> u32 {
    let mut entered = 0;
    let closure: Closure<dyn FnMut(u32) -> u32> = Closure::wrap(Box::new(move |n| {
        entered += 1;
        down(n) + entered
    }));
    enter_heap_fn_mut(&closure, depth)
}
