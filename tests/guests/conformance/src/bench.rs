//! The smallest crossings of each kind, for measuring.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The host calls the closure as often as it likes, then returns.
    fn bench_stack(f: &dyn Fn(f64) -> f64);
    /// The same with a closure on the heap.
    fn bench_heap(f: &Closure<dyn Fn(f64) -> f64>);
    fn bench_host(x: f64) -> f64;
}

/// Host to guest.
#[wasm_bindgen]
pub fn add_one(x: f64) -> f64 {
    x + 1.0
}

/// Gives `bench_stack` a closure that adds 1.
#[wasm_bindgen]
pub fn run_bench_stack() {
    bench_stack(&|x| x + 1.0);
}

/// Gives `bench_heap` a closure that adds 1.
#[wasm_bindgen]
pub fn run_bench_heap() {
    bench_heap(&Closure::wrap(
        Box::new(|x| x + 1.0) as Box<dyn Fn(f64) -> f64>
    ));
}

/// Guest to host: `x = bench_host(x)`, `count` times, from 0 on; returns the last `x`.
#[wasm_bindgen]
pub fn run_bench_host(count: u32) -> f64 {
    (0..count).fold(0.0, |x, _| bench_host(x))
}
