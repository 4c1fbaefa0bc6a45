//! tracing-wasm: spans and events on the console, and as marks and measures of `performance`.

use js_sys::{Array, Reflect};
use tracing::{debug, error, info, info_span, instrument, trace, warn};
use tracing_wasm::{ConsoleConfig, WASMLayerConfigBuilder};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = getEntries)]
    fn entries() -> Array;
}

/// Records the names and types of the timeline, in its order of making.
fn record_entries() {
    let mut lines: Vec<String> = entries()
        .iter()
        .map(|entry| {
            let text = |key: &str| Reflect::get(&entry, &key.into()).unwrap().as_string().unwrap();
            let number = |key: &str| Reflect::get(&entry, &key.into()).unwrap().as_f64().unwrap();
            assert!(number("startTime") >= 0.0 && number("duration") >= 0.0);
            format!("{} {:?}", text("entryType"), text("name"))
        })
        .collect();
    lines.sort(); // entries of one moment have no order of their own
    for line in lines {
        crate::record(&line);
    }
}

#[instrument]
fn work(steps: u32, name: &str) -> u32 {
    for step in 0..steps {
        let _span = info_span!("step", step, of = steps).entered();
        debug!(step, "a step");
    }
    info!(done = true, "finished {name}");
    steps
}

fn say_everything() {
    error!(code = 7, "an error");
    warn!("a warning");
    trace!(percent = "100%", "traces");
    work(2, "the work");
}

#[wasm_bindgen]
pub fn case_tracing_wasm() {
    tracing_wasm::set_as_global_default();
    say_everything();
    record_entries();
    crate::record(&format!("again: {}", tracing_wasm::try_set_as_global_default().is_err()));
}

#[wasm_bindgen]
pub fn case_tracing_wasm_without_colour() {
    let config = WASMLayerConfigBuilder::new()
        .set_console_config(ConsoleConfig::ReportWithoutConsoleColor)
        .set_max_level(tracing::Level::INFO)
        .build();
    tracing_wasm::set_as_global_default_with_config(config);
    say_everything();
    record_entries();
}

#[wasm_bindgen]
pub fn case_tracing_wasm_in_timings_only() {
    let config = WASMLayerConfigBuilder::new()
        .set_console_config(ConsoleConfig::NoReporting)
        .build();
    tracing_wasm::set_as_global_default_with_config(config);
    say_everything();
    record_entries();
}
