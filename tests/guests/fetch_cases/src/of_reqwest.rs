//! reqwest, whose backend in wasm is fetch.

use std::time::Duration;

use futures::{future::Either, StreamExt};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::record;

#[derive(Serialize, Deserialize)]
struct Sent {
    name: String,
    numbers: Vec<u32>,
}

#[wasm_bindgen]
pub async fn reqwest_get(url: String) -> Result<String, JsError> {
    let client = reqwest::Client::builder().user_agent("a guest").build()?;
    let response = client.get(&url).header("x-asked", "by reqwest").query(&[("q", "a b")]).send().await?;
    record(&format!("{} {}", response.status(), response.url()));
    for (name, value) in response.headers() {
        record(&format!("{name}: {}", value.to_str()?));
    }
    Ok(response.text().await?)
}

#[wasm_bindgen]
pub async fn reqwest_post_json(url: String) -> Result<String, JsError> {
    let sent = Sent { name: "ü".into(), numbers: vec![1, 2] };
    let answer: Sent =
        reqwest::Client::new().post(&url).bearer_auth("token").json(&sent).send().await?.json().await?;
    Ok(format!("{} {:?}", answer.name, answer.numbers))
}

#[wasm_bindgen]
pub async fn reqwest_bytes(url: String) -> Result<usize, JsError> {
    Ok(reqwest::get(&url).await?.error_for_status()?.bytes().await?.len())
}

#[wasm_bindgen]
pub async fn reqwest_stream(url: String, most: usize) -> Result<usize, JsError> {
    let mut chunks = reqwest::get(&url).await?.bytes_stream().take(most);
    let mut total = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        record(&format!("chunk {}", String::from_utf8_lossy(&chunk)));
        total += chunk.len();
    }
    Ok(total)
}

#[wasm_bindgen]
pub async fn reqwest_timeout(url: String, milliseconds: u32) -> String {
    let timeout = Duration::from_millis(milliseconds.into());
    let error = reqwest::Client::new().get(&url).timeout(timeout).send().await.unwrap_err();
    format!("timeout={} {error:?}", error.is_timeout())
}

#[wasm_bindgen]
pub async fn reqwest_fails(url: String) -> String {
    let error = reqwest::get(&url).await.unwrap_err();
    format!("request={} {error:?}", error.is_request())
}

/// Drops the request when the promise is settled first.
#[wasm_bindgen]
pub async fn reqwest_dropped(url: String, first: js_sys::Promise) -> Result<bool, JsValue> {
    let request = Box::pin(reqwest::get(&url));
    match futures::future::select(request, JsFuture::from(first)).await {
        Either::Left(_) => Ok(false),
        Either::Right((first, request)) => {
            drop(request);
            first.map(|_| true)
        }
    }
}
