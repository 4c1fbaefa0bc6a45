//! `AsyncDisposableStack`

use js_sys::AsyncDisposableStack;
use wasm_bindgen::prelude::*;

use crate::*;

fn disposable(symbol: Symbol, dispose: JsValue) -> JsValue {
    object(&[(symbol.into(), dispose)])
}

#[wasm_bindgen]
pub fn case_stack_order() {
    let stack = AsyncDisposableStack::new();
    let value: JsValue = stack.clone().into();
    call_method(&value, "defer", &list![giving("first", resolved(1))]).unwrap_throw();
    call_method(&value, "use", &list![disposable(Symbol::async_dispose(), giving("second", 2))])
        .unwrap_throw();
    call_method(&value, "use", &list![disposable(Symbol::dispose(), giving("third", resolved(3)))])
        .unwrap_throw();
    let adopted = function(|adopted| {
        log!("adopted {}", show(&adopted));
        Ok(UNDEFINED)
    });
    let given = call_method(&value, "adopt", &list!["a", adopted]).unwrap_throw();
    log!("given {} disposed {}", show(&given), stack.disposed());
    watch("stack", stack.dispose_async());
    log!("sync {}", stack.disposed());
    watch("again", stack.dispose_async());
    ticks(8);
}

#[wasm_bindgen]
pub fn case_stack_of_nothing() {
    watch("empty", AsyncDisposableStack::new().dispose_async());
    let stack: JsValue = AsyncDisposableStack::new().into();
    for nothing in [UNDEFINED, JsValue::NULL] {
        let given = call_method(&stack, "use", &list![nothing]).unwrap_throw();
        log!("{}", show(&given));
    }
    watch("nothing", call_method(&stack, "disposeAsync", &list![]).unwrap_throw());
    ticks(4);
}

#[wasm_bindgen]
pub fn case_stack_nothing_beside_something() {
    let stack: JsValue = AsyncDisposableStack::new().into();
    call_method(&stack, "use", &list![UNDEFINED]).unwrap_throw();
    call_method(&stack, "defer", &list![giving("deferred", UNDEFINED)]).unwrap_throw();
    call_method(&stack, "use", &list![JsValue::NULL]).unwrap_throw();
    watch("stack", call_method(&stack, "disposeAsync", &list![]).unwrap_throw());
    ticks(5);
}

#[wasm_bindgen]
pub fn case_stack_failures() {
    let stack: JsValue = AsyncDisposableStack::new().into();
    call_method(&stack, "defer", &list![throwing("one", error("one"))]).unwrap_throw();
    call_method(&stack, "defer", &list![giving("two", rejected("two"))]).unwrap_throw();
    let sync = disposable(Symbol::dispose(), throwing("three", error("three")));
    call_method(&stack, "use", &list![sync]).unwrap_throw();
    watch("stack", call_method(&stack, "disposeAsync", &list![]).unwrap_throw());
    ticks(6);
}

#[wasm_bindgen]
pub fn case_stack_moved() {
    let stack: JsValue = AsyncDisposableStack::new().into();
    call_method(&stack, "defer", &list![giving("deferred", UNDEFINED)]).unwrap_throw();
    let moved = call_method(&stack, "move", &list![]).unwrap_throw();
    log!("{} {}", show(&member(&stack, "disposed")), show(&member(&moved, "disposed")));
    watch("old", call_method(&stack, "disposeAsync", &list![]).unwrap_throw());
    watch("moved", call_method(&moved, "disposeAsync", &list![]).unwrap_throw());
    ticks(3);
}

fn bad_input(stack: &JsValue, symbol: fn() -> Symbol) {
    for args in [
        list![5],
        list!["text"],
        list![Object::new()],
        list![disposable(symbol(), 5.into())],
        list![disposable(symbol(), JsValue::NULL)],
        list![disposable(Symbol::dispose(), 5.into())],
    ] {
        log!("use {}", told(&call_method(stack, "use", &args)));
    }
    log!("defer {}", told(&call_method(stack, "defer", &list![5])));
    log!("adopt {}", told(&call_method(stack, "adopt", &list![1, UNDEFINED])));
    log!("adopt {}", told(&call_method(stack, "adopt", &list![1, Object::new()])));
}

fn disposed(stack: &JsValue) {
    for name in ["use", "defer", "adopt", "move"] {
        log!("{name} {}", told(&call_method(stack, name, &list![giving("never", 1)])));
    }
    for name in ["use", "defer", "adopt", "move"] {
        let method = member(stack, name);
        log!("{name} {}", told(&apply(&method, &Object::new(), &list![])));
    }
}

#[wasm_bindgen]
pub fn case_stack_bad_input() {
    let stack: JsValue = AsyncDisposableStack::new().into();
    bad_input(&stack, Symbol::async_dispose);
    watch("stack", call_method(&stack, "disposeAsync", &list![]).unwrap_throw());
    disposed(&stack);
    let dispose = member(&stack, "disposeAsync");
    watch("another", apply(&dispose, &Object::new(), &list![]).unwrap_throw());
    log!("{}", told(&apply(&constructor("AsyncDisposableStack"), &UNDEFINED, &list![])));
    log!("{}", string_of(&stack));
}

#[wasm_bindgen]
pub fn case_sync_stack() {
    let stack: JsValue = js_sys::DisposableStack::new().into();
    bad_input(&stack, Symbol::dispose);
    call_method(&stack, "defer", &list![throwing("one", error("one"))]).unwrap_throw();
    let used = disposable(Symbol::dispose(), throwing("two", "two"));
    call_method(&stack, "use", &list![used]).unwrap_throw();
    call_method(&stack, "use", &list![UNDEFINED]).unwrap_throw();
    log!("{}", told(&call_method(&stack, "dispose", &list![])));
    log!("{}", told(&call_method(&stack, "dispose", &list![])));
    disposed(&stack);
    let dispose = member(&stack, "dispose");
    log!("{}", told(&apply(&dispose, &Object::new(), &list![])));
    log!("{}", told(&apply(&constructor("DisposableStack"), &UNDEFINED, &list![])));
}

#[wasm_bindgen]
pub fn case_generator_is_disposed_of() {
    let generator: JsValue = counting(3).into();
    let stack: JsValue = AsyncDisposableStack::new().into();
    call_method(&stack, "use", &list![generator]).unwrap_throw();
    watch("stack", call_method(&stack, "disposeAsync", &list![]).unwrap_throw());
}
