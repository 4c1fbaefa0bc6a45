//! wasm-bindgen-futures among promises: tasks that wake each other, futures of promises.

use futures::channel::{mpsc, oneshot};
use futures::{SinkExt, StreamExt};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{future_to_promise, spawn_local, JsFuture};

use crate::*;

/// A future of a promise.
pub(crate) fn awaited(promise: &P) -> JsFuture {
    JsFuture::from(promise.clone().unchecked_into::<js_sys::Promise>())
}

pub(crate) fn told(outcome: &Outcome) -> String {
    match outcome {
        Ok(value) => format!("ok {}", show(value)),
        Err(reason) => format!("no {}", show(reason)),
    }
}

/// A promise of what a future gives.
pub(crate) fn promised(future: impl std::future::Future<Output = Outcome> + 'static) -> P {
    JsValue::from(future_to_promise(future)).unchecked_into()
}

#[wasm_bindgen]
pub fn case_task_order() {
    spawn_local(async { log!("task 1") });
    P::resolve(&1.into()).then(&noting("promise"));
    spawn_local(async { log!("task 2") });
    queue_microtask(&noting("microtask"));
    log!("sync");
}

#[wasm_bindgen]
pub fn case_task_spawns_tasks() {
    spawn_local(async {
        log!("outer");
        spawn_local(async {
            log!("inner");
            spawn_local(async { log!("innermost") });
        });
        P::resolve(&1.into()).then(&noting("promise of outer"));
        log!("outer ends");
    });
    spawn_local(async { log!("beside") });
    ticks(5);
}

#[wasm_bindgen]
pub fn case_task_awaits_settled() {
    for name in ["a", "b"] {
        spawn_local(async move {
            log!("{name} begins");
            log!("{name} {}", told(&awaited(&P::resolve(&1.into())).await));
            log!("{name} {}", told(&awaited(&P::reject(&2.into())).await));
        });
    }
    ticks(8);
}

#[wasm_bindgen]
pub fn case_task_awaits_thenables() {
    spawn_local(async {
        let outcome = awaited(&P::resolve(&settling("t", "value", false))).await;
        log!("task {}", told(&outcome));
    });
    ticks(7);
}

#[wasm_bindgen]
pub fn case_tasks_wake_each_other() {
    let (to_b, from_a) = oneshot::channel::<u32>();
    let (to_a, from_b) = oneshot::channel::<u32>();
    spawn_local(async move {
        log!("a sends");
        let _ = to_b.send(1);
        log!("a got {:?}", from_b.await);
    });
    spawn_local(async move {
        let got = from_a.await;
        log!("b got {got:?}");
        let _ = to_a.send(2);
        log!("b ends");
    });
    ticks(5);
}

#[wasm_bindgen]
pub fn case_tasks_over_a_channel() {
    let (mut sender, mut receiver) = mpsc::channel::<u32>(1);
    spawn_local(async move {
        for number in 0..5 {
            sender.send(number).await.unwrap_throw();
            log!("sent {number}");
        }
    });
    spawn_local(async move {
        while let Some(number) = receiver.next().await {
            log!("received {number}");
            awaited(&P::resolve(&UNDEFINED)).await.unwrap_throw();
        }
        log!("closed");
    });
    ticks(12);
}

#[wasm_bindgen]
pub fn case_handler_wakes_a_task() {
    let (sender, receiver) = oneshot::channel::<u32>();
    let mut sender = Some(sender);
    spawn_local(async move { log!("task got {:?}", receiver.await) });
    P::resolve(&1.into()).then(&function(move |_| {
        log!("handler sends");
        sender.take().map(|sender| sender.send(5));
        Ok(UNDEFINED)
    }));
    ticks(4);
}

#[wasm_bindgen]
pub fn case_task_settles_a_promise() {
    let (promise, resolve, _) = pending();
    watch("promise", &promise);
    spawn_local(async move {
        log!("task settles");
        call(&resolve, "by the task");
    });
    ticks(4);
}

#[wasm_bindgen]
pub fn case_future_as_promise() {
    watch("ok", &promised(async { Ok("value".into()) }));
    watch("no", &promised(async { Err(error("reason")) }));
    watch("later", &promised(async { awaited(&P::resolve(&1.into())).await }));
    watch("promise", &promised(async { Ok(P::resolve(&"inner".into()).into()) }));
    ticks(8);
}

#[wasm_bindgen]
pub fn case_futures_of_both_kinds_together() {
    spawn_local(async {
        let promise = P::resolve(&1.into());
        let own = promised(async { Ok(2.into()) });
        let (a, b) = futures::join!(awaited(&promise), awaited(&own));
        log!("joined {} {}", told(&a), told(&b));
    });
    spawn_local(async {
        let promises = [P::resolve(&3.into()), promised(async { Ok(4.into()) })];
        let all = awaited(&P::all(&list![promises[0].clone(), promises[1].clone()])).await;
        log!("all {}", told(&all));
    });
    ticks(10);
}

#[wasm_bindgen]
pub fn case_future_made_early_awaited_late() {
    let (promise, resolve, _) = pending();
    let early = awaited(&promise);
    call(&resolve, "value");
    spawn_local(async move {
        awaited(&P::resolve(&UNDEFINED)).await.unwrap_throw();
        log!("late {}", told(&early.await));
    });
    drop(awaited(&P::resolve(&1.into())));
    ticks(6);
}

#[wasm_bindgen]
pub fn case_select_of_promises() {
    use futures::future::{select, Either};
    spawn_local(async {
        let (slow, quick) = (P::resolve(&1.into()).then(&giving("slow", 1)), P::resolve(&2.into()));
        let (slow, quick) = (awaited(&slow), awaited(&quick));
        let first = select(slow, quick).await;
        match first {
            Either::Left((outcome, _)) => log!("left {}", told(&outcome)),
            Either::Right((outcome, rest)) => {
                log!("right {}", told(&outcome));
                log!("rest {}", told(&rest.await));
            }
        }
    });
    ticks(6);
}

#[wasm_bindgen]
pub async fn case_async_export() {
    log!("begins");
    awaited(&P::resolve(&1.into())).await.unwrap_throw();
    log!("goes on");
}

#[wasm_bindgen]
pub async fn case_async_export_that_fails() -> Result<(), JsValue> {
    ticks(4);
    awaited(&P::reject(&error("awaited"))).await?;
    log!("never");
    Ok(())
}

#[wasm_bindgen]
pub async fn case_question_mark_passes_reasons() -> Result<(), JsValue> {
    ticks(4);
    awaited(&P::reject(&list![1, 2])).await.map(|_| ())
}
