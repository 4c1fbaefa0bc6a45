//! Many messages.

use tokio::sync::{mpsc, oneshot};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Questions to an actor, each with an answer of its own.
#[wasm_bindgen]
pub async fn soak_questions(times: u32) -> f64 {
    let (sender, mut inbox) = mpsc::channel::<(u32, oneshot::Sender<u32>)>(1);
    spawn_local(async move {
        while let Some((n, answer)) = inbox.recv().await {
            answer.send(n).unwrap_throw();
        }
    });
    let mut sum = 0.0;
    for n in 0..times {
        let (answer, answered) = oneshot::channel();
        sender.send((n, answer)).await.unwrap_throw();
        sum += f64::from(answered.await.unwrap_throw());
    }
    sum
}
