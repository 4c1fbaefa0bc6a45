//! Closures of 0 to 8 arguments, on the stack and on the heap.
//!
//! The host function `call_N(f)` returns `f(1, ..., N)`. Each closure adds the number whose
//! decimal digits are its arguments to a captured base, so order and count show in the result.

use wasm_bindgen::prelude::*;

use crate::witness::Witness;

macro_rules! arity {
    ($call:ident, $stack_fn:ident, $stack_fn_mut:ident, $heap_fn:ident, $heap_fn_mut:ident,
     $once:ident, [$import_fn:ident, $import_fn_mut:ident, $import_heap:ident, $import_heap_mut:ident],
     ($($arg:ident: $ty:ident),*)) => {
        #[wasm_bindgen]
        extern "C" {
            #[wasm_bindgen(js_name = $call)]
            fn $import_fn(f: &dyn Fn($($ty),*) -> u32) -> u32;
            #[wasm_bindgen(js_name = $call)]
            fn $import_fn_mut(f: &mut dyn FnMut($($ty),*) -> u32) -> u32;
            #[wasm_bindgen(js_name = $call)]
            fn $import_heap(f: &Closure<dyn Fn($($ty),*) -> u32>) -> u32;
            #[wasm_bindgen(js_name = $call)]
            fn $import_heap_mut(f: &Closure<dyn FnMut($($ty),*) -> u32>) -> u32;
        }

        #[wasm_bindgen]
        pub fn $stack_fn(base: u32) -> u32 {
            $import_fn(&|$($arg: $ty),*| base + digits(&[$($arg),*]))
        }

        #[wasm_bindgen]
        pub fn $stack_fn_mut(base: u32) -> u32 {
            let mut total = base;
            $import_fn_mut(&mut |$($arg: $ty),*| {
                total += digits(&[$($arg),*]);
                total
            });
            total
        }

        #[wasm_bindgen]
        pub fn $heap_fn(base: u32) -> u32 {
            let witness = Witness;
            let closure: Closure<dyn Fn($($ty),*) -> u32> = Closure::wrap(Box::new(move |$($arg: $ty),*| {
                witness.touch();
                base + digits(&[$($arg),*])
            }));
            $import_heap(&closure)
        }

        #[wasm_bindgen]
        pub fn $heap_fn_mut(base: u32) -> u32 {
            let witness = Witness;
            let mut total = base;
            let closure: Closure<dyn FnMut($($ty),*) -> u32> = Closure::wrap(Box::new(move |$($arg: $ty),*| {
                witness.touch();
                total += digits(&[$($arg),*]);
                total
            }));
            $import_heap_mut(&closure)
        }

        #[wasm_bindgen]
        pub fn $once(base: u32) -> u32 {
            let witness = Witness;
            let closure = Closure::once(move |$($arg: $ty),*| -> u32 {
                witness.touch();
                base + digits(&[$($arg),*])
            });
            $import_heap_mut(&closure)
        }
    };
}

fn digits(arguments: &[u32]) -> u32 {
    arguments
        .iter()
        .fold(0, |number, digit| number * 10 + digit)
}

arity!(
    call_0,
    stack_fn_0,
    stack_fn_mut_0,
    heap_fn_0,
    heap_fn_mut_0,
    once_0,
    [call_fn_0, call_fn_mut_0, call_heap_0, call_heap_mut_0],
    ()
);
arity!(call_1, stack_fn_1, stack_fn_mut_1, heap_fn_1, heap_fn_mut_1, once_1,
    [call_fn_1, call_fn_mut_1, call_heap_1, call_heap_mut_1], (a: u32));
arity!(call_2, stack_fn_2, stack_fn_mut_2, heap_fn_2, heap_fn_mut_2, once_2,
    [call_fn_2, call_fn_mut_2, call_heap_2, call_heap_mut_2], (a: u32, b: u32));
arity!(call_3, stack_fn_3, stack_fn_mut_3, heap_fn_3, heap_fn_mut_3, once_3,
    [call_fn_3, call_fn_mut_3, call_heap_3, call_heap_mut_3], (a: u32, b: u32, c: u32));
arity!(call_4, stack_fn_4, stack_fn_mut_4, heap_fn_4, heap_fn_mut_4, once_4,
    [call_fn_4, call_fn_mut_4, call_heap_4, call_heap_mut_4], (a: u32, b: u32, c: u32, d: u32));
arity!(call_5, stack_fn_5, stack_fn_mut_5, heap_fn_5, heap_fn_mut_5, once_5,
    [call_fn_5, call_fn_mut_5, call_heap_5, call_heap_mut_5],
    (a: u32, b: u32, c: u32, d: u32, e: u32));
arity!(call_6, stack_fn_6, stack_fn_mut_6, heap_fn_6, heap_fn_mut_6, once_6,
    [call_fn_6, call_fn_mut_6, call_heap_6, call_heap_mut_6],
    (a: u32, b: u32, c: u32, d: u32, e: u32, f: u32));
arity!(call_7, stack_fn_7, stack_fn_mut_7, heap_fn_7, heap_fn_mut_7, once_7,
    [call_fn_7, call_fn_mut_7, call_heap_7, call_heap_mut_7],
    (a: u32, b: u32, c: u32, d: u32, e: u32, f: u32, g: u32));
// Eight digits stay below 2^32.
arity!(call_8, stack_fn_8, stack_fn_mut_8, heap_fn_8, heap_fn_mut_8, once_8,
    [call_fn_8, call_fn_mut_8, call_heap_8, call_heap_mut_8],
    (a: u32, b: u32, c: u32, d: u32, e: u32, f: u32, g: u32, h: u32));
