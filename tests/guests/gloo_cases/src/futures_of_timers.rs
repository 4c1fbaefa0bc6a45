//! `gloo_timers::future`.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use futures::channel::{mpsc, oneshot};
use futures::future::{join_all, select, Either, FutureExt};
use futures::stream::StreamExt;
use gloo_timers::callback::{Interval, Timeout};
use gloo_timers::future::{sleep, IntervalStream, TimeoutFuture};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::record;

#[wasm_bindgen]
pub async fn rest(millis: u32) {
    record("lies down");
    TimeoutFuture::new(millis).await;
    record("gets up");
}

#[wasm_bindgen]
pub async fn rest_for(seconds: f64) {
    sleep(Duration::from_secs_f64(seconds)).await;
    record("rested");
}

/// A callback that tells an awaiting task.
#[wasm_bindgen]
pub async fn told_by_callback(millis: u32) -> String {
    let (sender, receiver) = oneshot::channel();
    Timeout::new(millis, move || sender.send("told").unwrap_throw()).forget();
    receiver.await.unwrap_throw().into()
}

/// A timeout cancelled before it was due, watched until after that.
#[wasm_bindgen]
pub async fn cancelled_stays_silent(millis: u32) -> bool {
    let fired = Rc::new(Cell::new(false));
    let seen = Rc::clone(&fired);
    drop(Timeout::new(millis, move || seen.set(true)).cancel());
    TimeoutFuture::new(millis + 1).await;
    fired.get()
}

/// Two futures of timers against each other. Returns which was first, then waits for the time of
/// the other, and records when that one was done, if ever.
#[wasm_bindgen]
pub async fn race(left: u32, right: u32) -> String {
    let timer = |name: &'static str, millis| {
        TimeoutFuture::new(millis).map(move |()| {
            record(name);
            name
        })
    };
    let first = match select(timer("left", left), timer("right", right)).await {
        Either::Left((name, _)) | Either::Right((name, _)) => name,
    };
    TimeoutFuture::new(left.max(right)).await;
    first.into()
}

/// Counts what an interval's callback sends, and stops after some.
#[wasm_bindgen]
pub async fn ticks_by_callback(millis: u32, count: usize) -> usize {
    let (sender, receiver) = mpsc::unbounded();
    let interval = Interval::new(millis, move || {
        let _ = sender.unbounded_send(());
    });
    let ticks = receiver.take(count).collect::<Vec<_>>().await;
    drop(interval);
    ticks.len()
}

#[wasm_bindgen]
pub async fn ticks_by_stream(millis: u32, count: usize) -> usize {
    let stream = IntervalStream::new(millis).take(count);
    stream.inspect(|()| record("tick")).count().await
}

/// Awaits whichever is sooner, a timer or what nobody sends.
#[wasm_bindgen]
pub async fn gives_up_after(millis: u32) -> String {
    let (sender, receiver) = oneshot::channel::<()>();
    let outcome = match select(receiver, TimeoutFuture::new(millis)).await {
        Either::Left(_) => "answered",
        Either::Right(_) => "gave up",
    };
    drop(sender);
    outcome.into()
}

/// Futures of timers that are never polled: they are cleared as they are dropped.
#[wasm_bindgen]
pub fn drop_unpolled(count: u32) {
    drop((0..count).map(TimeoutFuture::new).collect::<Vec<_>>());
}

/// Tasks that sleep `rounds` times each, all at once.
#[wasm_bindgen]
pub async fn soak_sleeps(rounds: u32, width: u32) -> u32 {
    let finished = Rc::new(Cell::new(0));
    for _ in 0..rounds {
        join_all((0..width).map(|_| TimeoutFuture::new(1))).await;
        finished.set(finished.get() + width);
    }
    finished.get()
}

/// The same with a task of its own for each timer.
#[wasm_bindgen]
pub async fn soak_sleeping_tasks(rounds: u32, width: u32) -> u32 {
    let (sender, mut receiver) = mpsc::unbounded();
    for _ in 0..width {
        let sender = sender.clone();
        spawn_local(async move {
            for _ in 0..rounds {
                TimeoutFuture::new(1).await;
                sender.unbounded_send(()).unwrap_throw();
            }
        });
    }
    drop(sender);
    let mut received = 0;
    while receiver.next().await.is_some() {
        received += 1;
    }
    received
}
