//! `spawn_local`, channels, and tasks that end badly.

use futures::channel::{mpsc, oneshot};
use futures::future::join_all;
use futures::{pin_mut, select, FutureExt, SinkExt, StreamExt};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{spawn_local, JsFuture};

use crate::imports::host_value;
use crate::{record, yield_now};

/// A task runs later, in the next microtask, and in the order of spawning.
#[wasm_bindgen]
pub fn spawn_in_order(count: u32) {
    for n in 0..count {
        spawn_local(async move { record(&format!("task {n}")) });
    }
    record("spawned");
}

/// Tasks that yield take turns.
#[wasm_bindgen]
pub fn take_turns(tasks: u32, turns: u32) {
    for task in 0..tasks {
        spawn_local(async move {
            for turn in 0..turns {
                record(&format!("{task}.{turn}"));
                yield_now().await;
            }
        });
    }
}

#[wasm_bindgen]
pub fn spawn_panics() {
    spawn_local(async {
        yield_now().await;
        panic!("a task's own");
    });
}

#[wasm_bindgen]
pub async fn panics() {
    yield_now().await;
    panic!("an export's own");
}

/// A task that asks the host, and records its answer.
#[wasm_bindgen]
pub fn spawn_asking(x: f64) {
    spawn_local(async move {
        let answer = host_value(x).await;
        record(&format!("answer {answer:?}"));
    });
}

/// Waits for what nobody sends.
#[wasm_bindgen]
pub async fn never() {
    let (sender, receiver) = oneshot::channel::<()>();
    let _ = receiver.await;
    drop(sender);
}

/// Several senders, one stream.
#[wasm_bindgen]
pub async fn stream_sum(senders: u32, each: u32) -> u32 {
    let (sender, receiver) = mpsc::channel(2);
    for _ in 0..senders {
        let mut sender = sender.clone();
        spawn_local(async move {
            for n in 1..=each {
                sender.send(n).await.unwrap();
            }
        });
    }
    drop(sender);
    receiver.fold(0, |sum, n| async move { sum + n }).await
}

/// A stream of what the host answers, three asked at a time, in order of the questions.
#[wasm_bindgen]
pub async fn stream_of_answers(count: u32) -> String {
    futures::stream::iter(0..count)
        .map(|n| host_value(f64::from(n)))
        .buffered(3)
        .map(|answer| format!("{answer:?}"))
        .collect::<Vec<_>>()
        .await
        .join(" ")
}

#[wasm_bindgen]
pub async fn oneshots(count: u32) -> u32 {
    let receivers = (0..count).map(|n| {
        let (sender, receiver) = oneshot::channel();
        spawn_local(async move {
            yield_now().await;
            sender.send(n).unwrap();
        });
        receiver
    });
    let received = join_all(receivers.collect::<Vec<_>>()).await;
    received.into_iter().map(Result::unwrap).sum()
}

#[wasm_bindgen]
pub async fn oneshot_without_sender() -> String {
    let (sender, receiver) = oneshot::channel::<u32>();
    spawn_local(async move { drop(sender) });
    format!("{:?}", receiver.await)
}

/// Takes lines until the promise is settled.
#[wasm_bindgen]
pub async fn until(promise: Promise) -> u32 {
    let (sender, mut receiver) = mpsc::unbounded();
    spawn_local(async move {
        while sender.unbounded_send(()).is_ok() {
            if JsFuture::from(Promise::resolve(&JsValue::NULL)).await.is_err() {
                break;
            }
        }
    });
    let stop = JsFuture::from(promise).fuse();
    pin_mut!(stop);
    let mut lines = 0;
    loop {
        select! {
            _ = stop => return lines,
            line = receiver.next() => lines += line.map_or(0, |()| 1),
        }
    }
}
