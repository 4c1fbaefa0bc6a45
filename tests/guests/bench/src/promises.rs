//! Tasks, promises and handles.

use std::cell::{Cell, RefCell};
use std::future::{poll_fn, Future};
use std::rc::Rc;
use std::task::Poll;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::done;

#[wasm_bindgen]
extern "C" {
    /// Nothing but another task is waited for.
    async fn host_async(x: f64) -> JsValue;
    fn host_value(x: f64) -> JsValue;
}

thread_local! {
    static VALUES: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
}

/// Lets the other tasks run.
fn yield_now() -> impl Future<Output = ()> {
    let mut yielded = false;
    poll_fn(move |context| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
}

/// Spawns so many tasks, each of which lets the others run so often; the last to end says `done`.
#[wasm_bindgen]
pub fn switch_tasks(tasks: u32, switches: u32) {
    let left = Rc::new(Cell::new(tasks));
    for _ in 0..tasks {
        let left = Rc::clone(&left);
        spawn_local(async move {
            for _ in 0..switches {
                yield_now().await;
            }
            left.set(left.get() - 1);
            if left.get() == 0 {
                done();
            }
        });
    }
}

/// An exported `async fn` that is ready at once.
#[wasm_bindgen]
pub async fn ready(x: f64) -> f64 {
    x + 1.0
}

/// Awaits the host's promise so often; then says `done`.
#[wasm_bindgen]
pub fn await_host(count: u32) {
    spawn_local(async move {
        for n in 0..count {
            host_async(f64::from(n)).await;
        }
        done();
    });
}

/// Makes so many values by an imported function, which are kept.
#[wasm_bindgen]
pub fn make_by_import(count: u32) {
    VALUES.with_borrow_mut(|values| values.extend((0..count).map(|n| host_value(n.into()))));
}

/// Drops the values that are kept.
#[wasm_bindgen]
pub fn drop_values() {
    VALUES.take();
}
