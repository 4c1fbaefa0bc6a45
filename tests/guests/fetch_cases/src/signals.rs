//! Exports that ask for an AbortSignal.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Request, RequestInit};

use crate::{record, told, web};

async fn fetch_until(url: String, signal: Option<&AbortSignal>) -> Result<String, JsValue> {
    let init = RequestInit::new();
    init.set_signal(signal);
    let request = Request::new_with_str_and_init(&url, &init)?;
    match web::fetched(&request).await {
        Ok(response) => Ok(JsFuture::from(response.text()?).await?.as_string().unwrap()),
        Err(error) => {
            record(&format!("told {}", told(&error)));
            Err(error)
        }
    }
}

#[wasm_bindgen]
pub async fn get_until(url: String, signal: AbortSignal) -> Result<String, JsValue> {
    record(&format!("aborted {}", signal.aborted()));
    fetch_until(url, Some(&signal)).await
}

#[wasm_bindgen]
pub async fn get_until_if_asked(
    signal: Option<AbortSignal>,
    url: String,
) -> Result<String, JsValue> {
    record(&format!("a signal {}", signal.is_some()));
    fetch_until(url, signal.as_ref()).await
}

/// Asks for none: it runs on.
#[wasm_bindgen]
pub async fn get_anyway(url: String) -> Result<(), JsValue> {
    let text = fetch_until(url, None).await?;
    record(&format!("got {text}"));
    Ok(())
}

/// Not async: there is nothing to cancel.
#[wasm_bindgen]
pub fn takes_signal(signal: Option<AbortSignal>) -> bool {
    signal.is_some()
}

#[wasm_bindgen]
pub struct Client {
    base: String,
}

#[wasm_bindgen]
impl Client {
    #[wasm_bindgen(constructor)]
    pub fn new(base: String) -> Client {
        Client { base }
    }

    pub async fn get(self, path: String, signal: AbortSignal) -> Result<String, JsValue> {
        fetch_until(self.base + &path, Some(&signal)).await
    }
}
