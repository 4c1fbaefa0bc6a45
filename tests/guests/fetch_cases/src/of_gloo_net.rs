//! gloo-net's `http`.

use gloo_net::http::Request;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::record;

#[derive(Serialize, Deserialize)]
struct Point {
    x: i32,
    y: Option<String>,
}

#[wasm_bindgen]
pub async fn gloo_get(url: String) -> Result<String, JsError> {
    let response = Request::get(&url)
        .query([("a", "1 2"), ("b", "&")])
        .header("X-Asked", "by gloo")
        .build()?
        .send()
        .await?;
    record(&format!("{} {} {:?}", response.status(), response.ok(), response.headers().get("x-kind")));
    Ok(response.text().await?)
}

#[wasm_bindgen]
pub async fn gloo_post_json(url: String) -> Result<String, JsError> {
    let response = Request::post(&url).json(&Point { x: -1, y: Some("ü".into()) })?.send().await?;
    let point: Point = response.json().await?;
    Ok(format!("{} {:?}", point.x, point.y))
}

#[wasm_bindgen]
pub async fn gloo_binary(url: String) -> Result<Vec<u8>, JsError> {
    Ok(Request::get(&url).send().await?.binary().await?)
}

#[wasm_bindgen]
pub async fn gloo_fails(url: String) -> String {
    Request::get(&url).send().await.unwrap_err().to_string()
}
