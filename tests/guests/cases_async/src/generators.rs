//! Asynchronous generators of the host's, asked directly and as a stream.

use futures::StreamExt;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::stream::JsStream;

use crate::*;

#[wasm_bindgen]
pub async fn case_generator_next() -> Result<(), JsValue> {
    let generator = counting(2);
    for sent in [JsValue::from("first"), "second".into(), "third".into(), "fourth".into()] {
        log!("{}", told(&settled(generator.next(&sent)?).await));
    }
    Ok(())
}

#[wasm_bindgen]
pub async fn case_generator_asked_all_at_once() -> Result<(), JsValue> {
    let generator = counting(2);
    let asked: Vec<_> = (0..4).map(|_| generator.next(&UNDEFINED).unwrap_throw()).collect();
    let outcomes = futures::future::join_all(asked.into_iter().map(settled)).await;
    for outcome in outcomes {
        log!("{}", told(&outcome));
    }
    Ok(())
}

#[wasm_bindgen]
pub async fn case_generator_return() -> Result<(), JsValue> {
    let generator = counting(5);
    log!("{}", told(&settled(generator.next(&UNDEFINED)?).await));
    log!("{}", told(&settled(generator.return_(&"back".into())?).await));
    log!("{}", told(&settled(generator.next(&UNDEFINED)?).await));
    log!("{}", told(&settled(generator.return_(&"again".into())?).await));
    let never_asked = counting(5);
    log!("{}", told(&settled(never_asked.return_(&"at once".into())?).await));
    Ok(())
}

#[wasm_bindgen]
pub async fn case_generator_throw() -> Result<(), JsValue> {
    let generator = catching();
    log!("{}", told(&settled(generator.next(&UNDEFINED)?).await));
    log!("{}", told(&settled(generator.throw(&error("thrown in"))?).await));
    log!("{}", told(&settled(generator.next(&UNDEFINED)?).await));
    log!("{}", told(&settled(generator.throw(&"text".into())?).await));
    let passing = counting(3);
    log!("{}", told(&settled(passing.next(&UNDEFINED)?).await));
    log!("{}", told(&settled(passing.throw(&error("not caught"))?).await));
    log!("{}", told(&settled(passing.next(&UNDEFINED)?).await));
    let never_asked = counting(3);
    log!("{}", told(&settled(never_asked.throw(&error("early"))?).await));
    Ok(())
}

#[wasm_bindgen]
pub async fn case_generator_fails() -> Result<(), JsValue> {
    let generator = failing();
    for _ in 0..3 {
        log!("{}", told(&settled(generator.next(&UNDEFINED)?).await));
    }
    Ok(())
}

#[wasm_bindgen]
pub fn case_generator_as_an_object() {
    let generator: JsValue = counting(1).into();
    let begin = get(&generator, &Symbol::async_iterator()).unwrap_throw();
    log!("own {}", Object::is(&apply(&begin, &generator, &list![]).unwrap_throw(), &generator));
    log!("sync {}", get(&generator, &Symbol::iterator()).unwrap_throw().is_undefined());
    log!("{}", string_of(&generator));
    log!("iterator {}", generator.has_type::<AsyncIterator>());
    let step = call_method(&generator, "next", &list![]).unwrap_throw();
    log!("promise {}", step.is_instance_of::<Promise>());
}

#[wasm_bindgen]
pub async fn case_stream_of_the_host() {
    let mut stream = JsStream::from(as_iterator(counting(3)));
    while let Some(item) = stream.next().await {
        log!("{}", told(&item));
    }
    log!("ended {}", stream.next().await.is_none());
}

#[wasm_bindgen]
pub async fn case_stream_fails() {
    let mut stream = JsStream::from(as_iterator(failing()));
    while let Some(item) = stream.next().await {
        log!("{}", told(&item));
    }
    let next = object(&[("next".into(), throwing("next", error("at once")))]);
    let mut stream = JsStream::from(next.unchecked_into::<AsyncIterator>());
    while let Some(item) = stream.next().await {
        log!("{}", told(&item));
    }
}

#[wasm_bindgen]
pub async fn case_stream_of_an_iterator_of_its_own() {
    ticks(12);
    let own = iterator(vec![1.into(), 2.into()], |step| Ok(resolved(step)));
    let stream = JsStream::from(own.unchecked_into::<AsyncIterator>());
    let items: Vec<_> = stream.map(|item| told(&item)).collect().await;
    log!("{}", items.join(", "));
}

#[wasm_bindgen]
pub async fn case_streams_together() {
    let left = JsStream::from(as_iterator(counting(3))).map(|item| told(&item));
    let right = JsStream::from(as_iterator(counting(2))).map(|item| told(&item));
    let pairs: Vec<_> = left.zip(right).collect().await;
    log!("{pairs:?}");
}
