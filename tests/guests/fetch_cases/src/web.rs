//! What web-sys has of Fetch.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, Request, RequestInit, RequestRedirect,
    Response, ResponseInit, Url, UrlSearchParams, WorkerGlobalScope,
};

use crate::{record, told};

pub fn scope() -> WorkerGlobalScope {
    js_sys::global().unchecked_into()
}

pub async fn fetched(request: &Request) -> Result<Response, JsValue> {
    JsFuture::from(scope().fetch_with_request(request)).await?.dyn_into()
}

async fn text_of(response: &Response) -> Result<String, JsValue> {
    Ok(JsFuture::from(response.text()?).await?.as_string().unwrap())
}

#[wasm_bindgen]
pub async fn get_text(url: String) -> Result<String, JsValue> {
    let response: Response = JsFuture::from(scope().fetch_with_str(&url)).await?.dyn_into()?;
    let text = text_of(&response).await?;
    record(&format!(
        "{} {} ok={} {} type={:?} used={}",
        response.status(),
        response.status_text(),
        response.ok(),
        response.url(),
        response.type_(),
        response.body_used(),
    ));
    Ok(text)
}

/// Sends a body of each kind; returns what the server got of each.
#[wasm_bindgen]
pub async fn post_each(url: String) -> Result<Array, JsValue> {
    let params = UrlSearchParams::new()?;
    params.append("a", "1 2");
    params.append("ü", "&");
    let bytes = Uint8Array::from([1u8, 2, 0, 255].as_slice());
    let bodies: [JsValue; 4] =
        ["text ü".into(), bytes.clone().into(), bytes.buffer().into(), params.into()];
    let answers = Array::new();
    for body in bodies {
        let init = RequestInit::new();
        init.set_method("post");
        init.set_body(&body);
        let request = Request::new_with_str_and_init(&url, &init)?;
        answers.push(&JsFuture::from(fetched(&request).await?.json()?).await?);
    }
    Ok(answers)
}

/// Sends headers; returns what the server got.
#[wasm_bindgen]
pub async fn send_headers(url: String) -> Result<JsValue, JsValue> {
    let headers = Headers::new()?;
    headers.append("X-Twice", " one ")?;
    headers.append("x-twice", "two")?;
    headers.set("Host", "elsewhere")?;
    headers.set("Cookie", "a=b")?;
    let init = RequestInit::new();
    init.set_headers(&headers);
    let request = Request::new_with_str_and_init(&url, &init)?;
    record(&format!("host {:?}", request.headers().get("host")?));
    let response = fetched(&request).await?;
    for pair in js_sys::try_iter(&response.headers())?.unwrap() {
        let pair: Array = pair?.unchecked_into();
        record(&format!("{}: {}", pair.get(0).as_string().unwrap(), pair.get(1).as_string().unwrap()));
    }
    match response.headers().set("x", "y") {
        Ok(()) => record("changed"),
        Err(error) => record(&told(&error)),
    }
    JsFuture::from(response.json()?).await
}

/// Reads chunk by chunk; at most so many, then cancels.
#[wasm_bindgen]
pub async fn read_chunks(url: String, most: u32) -> Result<u32, JsValue> {
    let response: Response = JsFuture::from(scope().fetch_with_str(&url)).await?.dyn_into()?;
    let stream = response.body().unwrap();
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    record(&format!("locked={} used={}", stream.locked(), response.body_used()));
    let mut total = 0;
    for _ in 0..most {
        let step = JsFuture::from(reader.read()).await?;
        if Reflect::get(&step, &"done".into())?.is_truthy() {
            JsFuture::from(reader.closed()).await?;
            record("closed");
            reader.release_lock();
            return Ok(total);
        }
        let chunk: Uint8Array = Reflect::get(&step, &"value".into())?.dyn_into()?;
        record(&format!("chunk {}", String::from_utf8_lossy(&chunk.to_vec())));
        total += chunk.length();
    }
    JsFuture::from(reader.cancel()).await?;
    record("cancelled");
    Ok(total)
}

/// Fetches, and drops the response unread.
#[wasm_bindgen]
pub async fn forget_body(url: String) -> Result<u16, JsValue> {
    let response: Response = JsFuture::from(scope().fetch_with_str(&url)).await?.dyn_into()?;
    Ok(response.status())
}

#[wasm_bindgen]
pub async fn redirected(url: String, mode: String) -> Result<String, JsValue> {
    let init = RequestInit::new();
    init.set_redirect(match mode.as_str() {
        "error" => RequestRedirect::Error,
        "manual" => RequestRedirect::Manual,
        _ => RequestRedirect::Follow,
    });
    init.set_method("POST");
    init.set_body(&"the body".into());
    let headers = Headers::new()?;
    headers.set("authorization", "secret")?;
    init.set_headers(&headers);
    let response = fetched(&Request::new_with_str_and_init(&url, &init)?).await?;
    record(&format!("{} redirected={} {}", response.status(), response.redirected(), response.url()));
    text_of(&response).await
}

/// Fetches with a controller of its own, which is aborted at once, or once headers have come.
#[wasm_bindgen]
pub async fn aborts(url: String, late: bool) -> Result<String, JsValue> {
    let controller = AbortController::new()?;
    let init = RequestInit::new();
    init.set_signal(Some(&controller.signal()));
    let request = Request::new_with_str_and_init(&url, &init)?;
    let promise = scope().fetch_with_request(&request);
    if !late {
        controller.abort();
        let error = JsFuture::from(promise).await.unwrap_err();
        return Ok(told(&error));
    }
    let response: Response = JsFuture::from(promise).await?.dyn_into()?;
    let text = response.text()?;
    controller.abort_with_reason(&"no more".into());
    let error = JsFuture::from(text).await.unwrap_err();
    Ok(told(&error))
}

/// Fetches with a signal that is aborted after a while.
#[wasm_bindgen]
pub async fn times_out(url: String, milliseconds: u32) -> Result<String, JsValue> {
    let init = RequestInit::new();
    init.set_signal(Some(&web_sys::AbortSignal::timeout_with_u32(milliseconds)));
    let request = Request::new_with_str_and_init(&url, &init)?;
    Ok(told(&fetched(&request).await.unwrap_err()))
}

/// What is done without a network.
#[wasm_bindgen]
pub async fn made_responses() -> Result<(), JsValue> {
    let response = Response::new_with_opt_str(Some("twice"))?;
    let copy = response.clone()?;
    record(&format!("{} {}", text_of(&response).await?, text_of(&copy).await?));
    record(&told(&text_of(&copy).await.unwrap_err()));
    let init = ResponseInit::new();
    init.set_status(404);
    init.set_status_text("Gone");
    let bytes = Uint8Array::from(b"{\"a\": [1]}".as_slice());
    let response = Response::new_with_opt_js_u8_array_and_init(Some(&bytes), &init)?;
    let value: Object = JsFuture::from(response.json()?).await?.unchecked_into();
    record(&format!("{} {} {value:?}", response.status(), response.status_text()));
    record(&format!("{:?}", Response::error().type_()));
    let there = Response::redirect_with_status("https://example.com/x", 307)?;
    record(&format!("{} {:?}", there.status(), there.headers().get("Location")?));
    let url = Url::new_with_base("../b?q=1#f", "https://example.com/a/c")?;
    record(&format!("{} {:?}", url.href(), url.search_params().get("q")));
    let request = Request::new_with_str("https://example.com")?;
    record(&format!("{} {} {:?}", request.method(), request.url(), request.mode()));
    for wrong in ["relative", "https://user:pw@example.com/"] {
        record(&told(&Request::new_with_str(wrong).unwrap_err()));
    }
    record(&told(&Headers::new()?.append("bad name", "x").unwrap_err()));
    record(&told(&JsFuture::from(response.blob()?).await.unwrap_err()));
    Ok(())
}
