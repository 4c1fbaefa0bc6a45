//! Clocks from crates.io, unmodified: chrono, instant, web-time; and getrandom 0.2, which goes with
//! every release.

use chrono::{DateTime, Local, Offset, TimeZone, Utc};
use wasm_bindgen::prelude::*;

/// So many random bytes by getrandom 0.2.
#[wasm_bindgen]
pub fn random_02(size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    getrandom::getrandom(&mut bytes).unwrap();
    bytes
}

/// chrono's present moment, in UTC.
#[wasm_bindgen]
pub fn chrono_utc() -> String {
    Utc::now().to_rfc3339()
}

/// chrono's present moment, in local time.
#[wasm_bindgen]
pub fn chrono_local() -> String {
    Local::now().to_rfc3339()
}

/// How far local time is ahead of UTC, in seconds, at a moment that is given in UTC.
#[wasm_bindgen]
pub fn chrono_offset(seconds: i32) -> i32 {
    let moment = DateTime::from_timestamp(seconds.into(), 0).unwrap().naive_utc();
    Local.offset_from_utc_datetime(&moment).fix().local_minus_utc()
}

/// A local time in UTC: "none", one moment or two.
#[wasm_bindgen]
pub fn chrono_from_local(text: &str) -> String {
    let naive = text.parse::<chrono::NaiveDateTime>().unwrap();
    match Local.from_local_datetime(&naive) {
        chrono::LocalResult::None => "none".into(),
        chrono::LocalResult::Single(one) => one.to_utc().to_rfc3339(),
        chrono::LocalResult::Ambiguous(first, second) => {
            format!("{} or {}", first.to_utc().to_rfc3339(), second.to_utc().to_rfc3339())
        }
    }
}

/// A date of JavaScript's as chrono has it.
#[wasm_bindgen]
pub fn chrono_of_date(date: js_sys::Date) -> String {
    DateTime::<Utc>::from(date).to_rfc3339()
}

/// A moment of chrono's as a date of JavaScript's.
#[wasm_bindgen]
pub fn chrono_to_date(seconds: i32) -> js_sys::Date {
    DateTime::<Utc>::from_timestamp(seconds.into(), 0).unwrap().into()
}

/// A stopwatch of the crate instant.
#[wasm_bindgen]
pub struct Stopwatch(instant::Instant);

#[wasm_bindgen]
impl Stopwatch {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Stopwatch {
        Stopwatch(instant::Instant::now())
    }

    /// How many nanoseconds have passed.
    pub fn elapsed(&self) -> u64 {
        self.0.elapsed().as_nanos() as u64
    }
}

/// Milliseconds since 1970 by the crate instant.
#[wasm_bindgen]
pub fn instant_system_time() -> f64 {
    instant::SystemTime::now()
        .duration_since(instant::SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_millis() as f64
}

#[cfg(feature = "newer")]
mod newer {
    use wasm_bindgen::prelude::*;

    /// A stopwatch of web-time.
    #[wasm_bindgen]
    pub struct WebStopwatch(web_time::Instant);

    #[wasm_bindgen]
    impl WebStopwatch {
        #[wasm_bindgen(constructor)]
        pub fn new() -> WebStopwatch {
            WebStopwatch(web_time::Instant::now())
        }

        /// How many nanoseconds have passed.
        pub fn elapsed(&self) -> u64 {
            self.0.elapsed().as_nanos() as u64
        }

        /// Whether a moment comes before one that is later by so many milliseconds.
        pub fn before(&self, millis: u32) -> bool {
            let later = self.0 + web_time::Duration::from_millis(millis.into());
            self.0 < later && later.duration_since(self.0).as_millis() == millis.into()
        }
    }

    /// Milliseconds since 1970 by web-time.
    #[wasm_bindgen]
    pub fn web_system_time() -> f64 {
        web_time::SystemTime::now()
            .duration_since(web_time::UNIX_EPOCH)
            .unwrap()
            .as_millis() as f64
    }
}
