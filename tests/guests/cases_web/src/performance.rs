//! `Performance`: what it says of times that are given, and of itself.

use crate::{json, log, outcome};
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Performance, PerformanceEntry, PerformanceMark, PerformanceMeasure};

fn performance() -> Performance {
    Reflect::get(&js_sys::global(), &"performance".into()).unwrap().unchecked_into()
}

fn method(name: &str) -> js_sys::Function {
    Reflect::get(&performance(), &name.into()).unwrap().unchecked_into()
}

fn mark(name: &str, options: &str) -> Result<PerformanceMark, JsValue> {
    let made = method("mark").call2(&performance(), &name.into(), &json(options))?;
    Ok(made.unchecked_into())
}

fn measure(name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let all: Array = std::iter::once(&JsValue::from(name)).chain(arguments).collect();
    method("measure").apply(&performance(), &all)
}

fn show(entries: Array) {
    for entry in entries.iter() {
        let entry: PerformanceEntry = entry.unchecked_into();
        log!("{} {} {}+{}", entry.entry_type(), entry.name(), entry.start_time(), entry.duration());
    }
}

#[wasm_bindgen]
pub fn case_performance_time_goes_on() {
    let performance = performance();
    let (first, second) = (performance.now(), performance.now());
    log!("{} {}", first >= 0.0, second >= first);
    log!("{}", performance.time_origin() >= 0.0);
    let origin_now = performance.time_origin() + performance.now();
    log!("{}", (origin_now - js_sys::Date::now()).abs() < 60_000.0);
}

#[wasm_bindgen]
pub fn case_performance_marks() {
    let made = mark("a", "{\"startTime\": 5, \"detail\": {\"b\": [1, null]}}").unwrap();
    log!("{} {} {}", made.name(), made.entry_type(), made.start_time());
    log!("{} {}", made.duration(), outcome(Ok(made.detail())));
    log!("{}", outcome(Ok(made.to_json())));
    log!("{}", made.is_instance_of::<PerformanceEntry>());
    log!("{}", made.is_instance_of::<PerformanceMark>());
    log!("{}", made.is_instance_of::<PerformanceMeasure>());
    log!("{}", outcome(Ok(mark("b", "{\"startTime\": 1}").unwrap().detail())));
    log!("{}", outcome(Ok(PerformanceMark::new("c").unwrap().name())));
    log!("{}", outcome(mark("d", "{\"startTime\": -1}").map(|made| made.to_json())));
    show(performance().get_entries());
}

#[wasm_bindgen]
pub fn case_performance_measures() {
    mark("a", "{\"startTime\": 10}").unwrap();
    mark("b", "{\"startTime\": 30}").unwrap();
    mark("b", "{\"startTime\": 25}").unwrap();
    performance().measure_with_str_and_end_mark("a to b", "a", "b").unwrap();
    for options in [
        "{\"start\": \"a\", \"end\": \"b\"}",
        "{\"start\": 1, \"end\": 4, \"detail\": \"d\"}",
        "{\"start\": 1, \"duration\": 4}",
        "{\"end\": \"b\", \"duration\": 4}",
        "{\"end\": 4}",
        "{\"start\": 4, \"end\": 1}",
        "{\"start\": 1, \"end\": 4, \"duration\": 3}",
        "{\"start\": -1, \"end\": 3}",
        "{\"start\": \"none\", \"end\": 3}",
    ] {
        log!("{options}: {}", outcome(measure("m", &[json(options)])));
    }
    for arguments in [
        vec!["a".into(), "b".into()],
        vec!["b".into(), "a".into()],
        vec![JsValue::UNDEFINED, "a".into()],
        vec!["none".into()],
        vec!["a".into(), "none".into()],
        vec![json("{\"start\": 1}"), "b".into()],
    ] {
        log!("{arguments:?}: {}", outcome(measure("m", &arguments)));
    }
    let made: PerformanceMeasure = performance()
        .get_entries_by_name_with_entry_type("a to b", "measure")
        .get(0)
        .dyn_into()
        .unwrap();
    log!("{} {} {:?}", made.start_time(), made.duration(), made.detail());
}

#[wasm_bindgen]
pub fn case_performance_timeline() {
    for (name, start) in [("c", 9), ("a", 1), ("b", 5), ("a", 7)] {
        mark(name, &format!("{{\"startTime\": {start}}}")).unwrap();
    }
    measure("a", &[json("{\"start\": 2, \"end\": 3}")]).unwrap();
    show(performance().get_entries());
    log!("by name");
    show(performance().get_entries_by_name("a"));
    log!("by name and type");
    show(performance().get_entries_by_name_with_entry_type("a", "measure"));
    log!("by type");
    show(performance().get_entries_by_type("mark"));
    show(performance().get_entries_by_type("resource"));
    performance().clear_marks_with_mark_name("a");
    log!("without a");
    show(performance().get_entries());
    performance().clear_marks();
    log!("without marks");
    show(performance().get_entries());
    performance().clear_measures_with_measure_name("other");
    performance().clear_measures();
    log!("left: {}", performance().get_entries().length());
    performance().clear_resource_timings();
    performance().set_resource_timing_buffer_size(5);
}

#[wasm_bindgen]
pub fn case_performance_in_the_wrong_hands() {
    for name in ["now", "mark", "measure", "getEntries", "clearMarks"] {
        log!("{name}: {}", outcome(method(name).call1(&json("{}"), &"x".into())));
    }
    for name in ["mark", "measure", "getEntriesByName", "getEntriesByType"] {
        log!("{name}: {}", outcome(method(name).call0(&performance())));
    }
    for name in ["Performance", "PerformanceEntry", "PerformanceMeasure"] {
        let class = Reflect::get(&js_sys::global(), &name.into()).unwrap();
        let made = Reflect::construct(class.unchecked_ref::<js_sys::Function>(), &Array::new());
        log!("{name}: {}", outcome(made));
    }
    let tag = js_sys::Object::from(JsValue::from(performance())).to_string();
    log!("{tag}");
}
