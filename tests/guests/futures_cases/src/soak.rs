//! Every way of awaiting, many times.

use futures::channel::{mpsc, oneshot};
use futures::StreamExt;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{future_to_promise, spawn_local, JsFuture};

use crate::imports::{host_catch, host_value};
use crate::yield_now;

/// Awaits the host so often; it should answer with what it was asked.
#[wasm_bindgen]
pub async fn soak_host(times: u32) -> f64 {
    let mut sum = 0.0;
    for n in 0..times {
        sum += host_value(f64::from(n)).await.as_f64().unwrap_or(0.0);
    }
    sum
}

/// Awaits the host so often, which should refuse each time.
#[wasm_bindgen]
pub async fn soak_host_raising(times: u32) -> u32 {
    let mut refused = 0;
    for n in 0..times {
        refused += u32::from(host_catch(f64::from(n)).await.is_err());
    }
    refused
}

#[wasm_bindgen]
pub async fn soak_resolved(times: u32) -> f64 {
    let mut sum = 0.0;
    for n in 0..times {
        let value = JsValue::from(n);
        let value = JsFuture::from(Promise::resolve(&value)).await;
        sum += value.unwrap_throw().as_f64().unwrap_or(0.0);
    }
    sum
}

#[wasm_bindgen]
pub async fn soak_own_promises(times: u32) -> u32 {
    let mut rejected = 0;
    for n in 0..times {
        let promise = future_to_promise(async move {
            if n % 2 == 0 {
                Ok(n.into())
            } else {
                Err(n.into())
            }
        });
        rejected += u32::from(JsFuture::from(promise).await.is_err());
    }
    rejected
}

#[wasm_bindgen]
pub async fn soak_oneshots(times: u32) -> f64 {
    let mut sum = 0.0;
    for n in 0..times {
        let (sender, receiver) = oneshot::channel();
        spawn_local(async move { sender.send(n).unwrap_throw() });
        sum += f64::from(receiver.await.unwrap_throw());
    }
    sum
}

#[wasm_bindgen]
pub async fn soak_stream(times: u32) -> f64 {
    let (sender, mut receiver) = mpsc::unbounded();
    spawn_local(async move {
        for n in 0..times {
            sender.unbounded_send(n).unwrap_throw();
            yield_now().await;
        }
    });
    let mut sum = 0.0;
    while let Some(n) = receiver.next().await {
        sum += f64::from(n);
    }
    sum
}
