//! futures: channels, streams, sinks, locks and `FuturesUnordered`.

use std::rc::Rc;

use futures::channel::{mpsc, oneshot};
use futures::lock::Mutex;
use futures::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
use futures::{future, SinkExt};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::{breathe, Lines};

#[wasm_bindgen]
pub async fn piped(count: u32) -> String {
    let (mut sender, receiver) = mpsc::channel(1);
    spawn_local(async move {
        let mut numbers = stream::iter(0..count).map(Ok);
        sender.send_all(&mut numbers).await.unwrap_throw();
    });
    receiver
        .filter(|n| future::ready(n % 2 == 0))
        .then(breathe)
        .chunks(2)
        .map(|pair| format!("{pair:?}"))
        .collect::<Vec<_>>()
        .await
        .join(" ")
}

/// The order in which tasks end, not that in which they began.
#[wasm_bindgen]
pub async fn unordered(count: u32) -> String {
    let tasks = (0..count).map(|n| async move {
        for _ in n..count {
            breathe(0).await;
        }
        n
    });
    let ended = tasks.collect::<FuturesUnordered<_>>();
    ended.map(|n| n.to_string()).collect::<Vec<_>>().await.join(" ")
}

/// The most futures that run at a time.
#[wasm_bindgen]
pub async fn concurrent(count: u32, limit: usize) -> u32 {
    let inside = Rc::new(std::cell::Cell::new((0, 0)));
    stream::iter(0..count)
        .for_each_concurrent(limit, |n| {
            let inside = Rc::clone(&inside);
            async move {
                let (now, most) = inside.get();
                inside.set((now + 1, most.max(now + 1)));
                breathe(n).await;
                let (now, most) = inside.get();
                inside.set((now - 1, most));
            }
        })
        .await;
    inside.get().1
}

#[wasm_bindgen]
pub async fn merged() -> String {
    let evens = stream::iter([0, 2, 4]).then(breathe);
    let odds = stream::iter([1, 3]).then(breathe);
    let merged = stream::select(evens.boxed_local(), odds.boxed_local());
    let mut numbers = merged.collect::<Vec<_>>().await;
    numbers.sort_unstable();
    format!("{numbers:?}")
}

#[wasm_bindgen]
pub async fn failing(at: u32) -> Result<u32, JsValue> {
    stream::iter(0..10)
        .then(|n| async move {
            if breathe(n).await == at {
                return Err(JsValue::from(format!("at {n}")));
            }
            Ok(n)
        })
        .try_fold(0, |sum, n| future::ok(sum + n))
        .await
}

#[wasm_bindgen]
pub async fn cancelled() -> String {
    let lines = Lines::default();
    let (mut sender, receiver) = oneshot::channel::<()>();
    let (task, handle) = future::abortable(async move {
        breathe(0).await;
        drop(receiver);
        future::pending::<()>().await;
    });
    spawn_local(async move {
        let _ = task.await;
    });
    sender.cancellation().await;
    lines.add("cancelled");
    handle.abort();
    breathe(0).await;
    lines.add(if handle.is_aborted() { "aborted" } else { "runs" });
    lines.joined()
}

#[wasm_bindgen]
pub async fn guarded(tasks: u32) -> u32 {
    let count = Rc::new(Mutex::new(0));
    let all = (0..tasks).map(|_| {
        let count = Rc::clone(&count);
        async move {
            let mut count = count.lock().await;
            let before = *count;
            breathe(0).await;
            *count = before + 1;
        }
    });
    future::join_all(all).await;
    let total = *count.lock().await;
    total
}

#[wasm_bindgen]
pub async fn shared() -> u32 {
    use futures::FutureExt;
    let once = breathe(5).boxed_local().shared();
    let (a, b) = future::join(once.clone(), once).await;
    a + b
}
