//! wasm-streams: Rust's streams as bodies, and bodies as Rust's streams.

use futures::{stream, StreamExt, TryStreamExt};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_streams::ReadableStream;
use web_sys::{Request, RequestInit, Response};

use crate::{record, web};

/// Sends a stream that Rust makes, piece by piece.
#[wasm_bindgen]
pub async fn send_stream(url: String, pieces: u32) -> Result<String, JsValue> {
    let chunks = stream::iter(0..pieces).map(|number| {
        record(&format!("made {number}"));
        Ok(Uint8Array::from(format!("piece {number};").as_bytes()).into())
    });
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&ReadableStream::from_stream(chunks).into_raw());
    js_sys::Reflect::set(&init, &"duplex".into(), &"half".into())?;
    let response = web::fetched(&Request::new_with_str_and_init(&url, &init)?).await?;
    Ok(JsFuture::from(response.text()?).await?.as_string().unwrap())
}

/// Reads both branches of a tee'd body.
#[wasm_bindgen]
pub async fn tee(url: String) -> Result<String, JsValue> {
    let response: Response = JsFuture::from(web::scope().fetch_with_str(&url)).await?.dyn_into()?;
    let (left, right) = ReadableStream::from_raw(response.body().unwrap()).tee();
    let lengths = |stream: ReadableStream| {
        stream
            .into_stream()
            .map_ok(|chunk| chunk.unchecked_into::<Uint8Array>().length())
            .try_fold(0, |sum, length| async move { Ok::<_, JsValue>(sum + length) })
    };
    let (left, right) = futures::try_join!(lengths(left), lengths(right))?;
    Ok(format!("{left} {right}"))
}

/// Reads a stream that Rust made, without a network.
#[wasm_bindgen]
pub async fn own_stream() -> Result<String, JsValue> {
    let numbers = stream::iter(1..=3).map(|number| Ok(JsValue::from(number)));
    let stream = ReadableStream::from_stream(numbers);
    let read: Vec<JsValue> = stream.into_stream().try_collect().await?;
    Ok(format!("{read:?}"))
}
