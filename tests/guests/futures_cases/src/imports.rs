//! Async functions of the host.

use futures::future::{join_all, select, Either};
use wasm_bindgen::prelude::*;

use crate::{record, told};

#[wasm_bindgen]
extern "C" {
    async fn host_unit();
    pub async fn host_value(x: f64) -> JsValue;

    #[wasm_bindgen(catch)]
    pub async fn host_catch(x: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    async fn host_catch_unit() -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = service, js_name = lookUp)]
    async fn look_up(key: &str) -> JsValue;

    pub type Service;

    #[wasm_bindgen(method)]
    async fn query(this: &Service, key: &str) -> JsValue;

    #[wasm_bindgen(method, catch, js_name = tryQuery)]
    async fn try_query(this: &Service, key: &str) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
pub async fn call_host_unit() {
    record("before");
    host_unit().await;
    record("after");
}

#[wasm_bindgen]
pub async fn call_host_value(x: f64) -> JsValue {
    host_value(x).await
}

#[wasm_bindgen]
pub async fn call_host_catch(x: f64) -> String {
    told(host_catch(x).await)
}

#[wasm_bindgen]
pub async fn pass_host_catch(x: f64) -> Result<JsValue, JsValue> {
    host_catch(x).await
}

#[wasm_bindgen]
pub async fn call_host_catch_unit() -> String {
    told(host_catch_unit().await.map(|()| JsValue::NULL))
}

#[wasm_bindgen]
pub async fn call_look_up(key: String) -> JsValue {
    look_up(&key).await
}

#[wasm_bindgen]
pub async fn call_query(service: Service, key: String) -> JsValue {
    service.query(&key).await
}

#[wasm_bindgen]
pub async fn call_try_query(service: Service, key: String) -> String {
    told(service.try_query(&key).await)
}

/// The sum of what the host says to 0, 1, ..., all asked at once.
#[wasm_bindgen]
pub async fn gather(count: u32) -> f64 {
    let asked = (0..count).map(|n| host_value(f64::from(n)));
    let answers = join_all(asked).await;
    answers.iter().filter_map(JsValue::as_f64).sum()
}

/// Asks for 0 and 1 at once, and takes what is answered first; the other is dropped.
#[wasm_bindgen]
pub async fn first() -> JsValue {
    let both = select(Box::pin(host_value(0.0)), Box::pin(host_value(1.0)));
    match both.await {
        Either::Left((value, _)) | Either::Right((value, _)) => value,
    }
}

#[cfg(feature = "typed")]
mod typed {
    use super::*;

    #[wasm_bindgen]
    extern "C" {
        async fn host_text() -> js_sys::JsString;

        #[wasm_bindgen(catch)]
        async fn host_numbers() -> Result<js_sys::Array<js_sys::Number>, JsValue>;
    }

    #[wasm_bindgen]
    pub async fn call_host_text() -> String {
        String::from(host_text().await)
    }

    #[wasm_bindgen]
    pub async fn call_host_numbers() -> Result<f64, JsValue> {
        let numbers = host_numbers().await?;
        Ok(numbers.iter().map(|n| n.value_of()).sum())
    }
}
