//! Dates, in UTC.

use super::{
    call, call_static, construct, global, log, n, number, outcome, s, show, NULL, UNDEFINED,
};
use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

fn at(text: &str) -> Date {
    Date::new(&s(text))
}

fn shown(date: &Date) -> String {
    if date.get_time().is_nan() {
        "invalid".to_string()
    } else {
        String::from(date.to_iso_string())
    }
}

#[wasm_bindgen]
pub fn case_date_from_value() {
    for value in [
        n(0.0),
        n(-1.0),
        n(1.9),
        n(-1.9),
        n(8.64e15),
        n(8.64e15 + 1.0),
        n(-8.64e15),
        n(f64::NAN),
        n(f64::INFINITY),
        NULL,
        UNDEFINED,
        JsValue::TRUE,
        s("2024-02-29"),
        s("x"),
        Array::of1(&n(2020.0)).into(),
        Object::new().into(),
        at("2001-02-03").into(),
    ] {
        log!("{}", shown(&Date::new(&value)));
    }
    log!(
        "{}",
        outcome(construct("Date", &[js_sys::BigInt::from(1).into()]))
    );
    log!(
        "{}",
        outcome(construct("Date", &[js_sys::Symbol::iterator().into()]))
    );
}

#[wasm_bindgen]
pub fn case_date_from_parts() {
    log!("{}", shown(&Date::new_with_year_month(2024, 1)));
    log!("{}", shown(&Date::new_with_year_month(99, 0)));
    log!("{}", shown(&Date::new_with_year_month(100, 0)));
    log!("{}", shown(&Date::new_with_year_month(2024, 25)));
    log!("{}", shown(&Date::new_with_year_month(2024, -1)));
    log!("{}", shown(&Date::new_with_year_month_day(2023, 1, 29)));
    log!("{}", shown(&Date::new_with_year_month_day(2024, 2, 0)));
    log!(
        "{}",
        shown(&Date::new_with_year_month_day_hr(2024, 0, 1, 25))
    );
    log!(
        "{}",
        shown(&Date::new_with_year_month_day_hr_min(2024, 0, 1, 0, -1))
    );
    log!(
        "{}",
        shown(&Date::new_with_year_month_day_hr_min_sec(
            2024, 0, 1, 23, 59, 60
        ))
    );
    log!(
        "{}",
        shown(&Date::new_with_year_month_day_hr_min_sec_milli(
            2024, 0, 1, 1, 2, 3, 4567
        ))
    );
    log!("{}", shown(&Date::new_with_year_month(300000, 0)));
    log!(
        "{}",
        outcome(
            construct("Date", &[s("2020"), s("5"), NULL, UNDEFINED])
                .map(|made| JsValue::from(shown(made.unchecked_ref())))
        )
    );
    log!(
        "{}",
        outcome(
            construct("Date", &[n(2020.9), n(1.9)])
                .map(|made| JsValue::from(shown(made.unchecked_ref())))
        )
    );
}

#[wasm_bindgen]
pub fn case_date_now() {
    let (before, made, after) = (Date::now(), Date::new_0().get_time(), Date::now());
    log!(
        "{} {}",
        before <= made && made <= after,
        before == before.trunc()
    );
    let text: Function = global(&["Date"]).unchecked_into();
    log!("{}", text.call0(&UNDEFINED).unwrap().is_string());
}

#[wasm_bindgen]
pub fn case_date_utc() {
    log!("{}", number(Date::utc(2024.0, 1.0)));
    log!("{}", number(Date::utc(70.0, 0.0)));
    log!("{}", number(Date::utc(f64::NAN, 0.0)));
    log!("{}", number(Date::utc(275760.0, 9.0)));
    log!("{}", call_static("Date", "UTC", &[]));
    log!("{}", call_static("Date", "UTC", &[n(2024.0)]));
    log!(
        "{}",
        call_static(
            "Date",
            "UTC",
            &[n(2024.0), n(0.0), n(1.0), n(2.0), n(3.0), n(4.0), n(5.0)]
        )
    );
}

#[wasm_bindgen]
pub fn case_date_parse_iso() {
    for text in [
        "2024",
        "2024-05",
        "2024-05-06",
        "2024-05-06T07:08Z",
        "2024-05-06T07:08:09Z",
        "2024-05-06T07:08:09.1Z",
        "2024-05-06T07:08:09.123456Z",
        "2024-05-06T07:08:09+01:30",
        "2024-05-06T07:08:09-01:30",
        "2024-05-06T24:00:00Z",
        "2024-05-06T24:00:01Z",
        "2024-05-06T07:08:09",
        "+012024-05-06T00:00:00Z",
        "-000001-01-01T00:00:00Z",
        "2024-13-01",
        "2024-00-01",
        "2024-02-30",
        "2024-02-32",
        "2024-05-06T25:00Z",
        "2024-05-06T07:60Z",
        "2024-05-06T7:08Z",
        "2024-05-06T07Z",
        " 2024-05-06 ",
    ] {
        log!("{text:?}: {}", number(Date::parse(text)));
    }
}

#[wasm_bindgen]
pub fn case_date_parse_other_formats() {
    for text in [
        "Mon, 25 Dec 1995 13:30:00 GMT",
        "Mon, 25 Dec 1995 13:30:00 +0430",
        "Thu, 01 Jan 1970 00:00:00 GMT-0400",
        "Tue Nov 24 2026 22:05:18 GMT+0100 (CET)",
        "Dec 25, 1995",
        "25 December 1995",
        "12/25/1995",
        "1/2/20",
        "1995/12/25",
        "2024-5-6",
        "Aug 9, 1995 10:30 PM",
        "Aug 9, 1995 12:30 am",
        "Aug 9 1995 13:00 PM",
        "2024-05-06 07:08:09",
        "Jan 1 49",
        "Jan 1 50",
        "5",
        "32",
        "13/1/2020",
        "hello",
        "",
        "Feb 30 2020",
        "Feb 32 2020",
        "1 Jan 2001 10:00 EST",
        "1 Jan 2001 10:00 PDT",
        "1 Jan 2001 junk",
        "noise 1 Jan 2001",
    ] {
        log!("{text:?}: {}", number(Date::parse(text)));
    }
}

#[wasm_bindgen]
pub fn case_date_getters() {
    for text in [
        "2024-02-29T23:59:58.987Z",
        "1969-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00Z",
        "1900-03-01",
    ] {
        let date = at(text);
        log!(
            "{} {} {} {}",
            date.get_full_year(),
            date.get_month(),
            date.get_date(),
            date.get_day()
        );
        log!(
            "{} {} {} {}",
            date.get_hours(),
            date.get_minutes(),
            date.get_seconds(),
            date.get_milliseconds()
        );
        log!(
            "{} {} {} {}",
            date.get_utc_full_year(),
            date.get_utc_month(),
            date.get_utc_date(),
            date.get_utc_day()
        );
        log!(
            "{} {} {} {}",
            date.get_utc_hours(),
            date.get_utc_minutes(),
            date.get_utc_seconds(),
            date.get_utc_milliseconds()
        );
        log!(
            "{} {} {}",
            number(date.get_time()),
            number(date.value_of()),
            number(date.get_timezone_offset())
        );
    }
}

#[wasm_bindgen]
pub fn case_date_getters_of_others() {
    let invalid: JsValue = Date::new(&n(f64::NAN)).into();
    for name in [
        "getTime",
        "getFullYear",
        "getMonth",
        "getDay",
        "getUTCHours",
        "getTimezoneOffset",
        "valueOf",
    ] {
        log!("{}", call("Date", name, &invalid, &[]));
        log!("{}", call("Date", name, &s("2020"), &[]));
    }
    let negative: JsValue = at("-000044-03-15T00:00:00Z").into();
    log!("{}", call("Date", "getFullYear", &negative, &[]));
}

#[wasm_bindgen]
pub fn case_date_getters_of_an_invalid_date() {
    let date = Date::new(&n(f64::NAN));
    log!(
        "{} {} {} {}",
        date.get_full_year(),
        date.get_month(),
        date.get_date(),
        date.get_day()
    );
    log!(
        "{} {} {}",
        date.get_utc_full_year(),
        date.get_utc_hours(),
        date.get_milliseconds()
    );
    log!(
        "{} {}",
        number(date.get_time()),
        number(date.get_timezone_offset())
    );
}

#[wasm_bindgen]
pub fn case_date_setters() {
    let date = at("2024-01-31T10:20:30.400Z");
    let line = |result: f64| log!("{} {}", number(result), shown(&date));
    line(date.set_month(1));
    line(date.set_date(0));
    line(date.set_full_year(2023));
    line(date.set_full_year_with_month(2024, 1));
    line(date.set_full_year_with_month_date(2024, 1, 30));
    line(date.set_hours(25));
    line(date.set_minutes(61));
    line(date.set_seconds(61));
    line(date.set_milliseconds(1001));
    line(date.set_time(1e12));
    line(date.set_time(f64::NAN));
    line(date.set_hours(1));
    line(date.set_full_year(2020));
    line(date.set_time(9e15));
}

#[wasm_bindgen]
pub fn case_date_utc_setters() {
    let date = at("2024-01-31T10:20:30.400Z");
    let line = |result: f64| log!("{} {}", number(result), shown(&date));
    line(date.set_utc_month(1));
    line(date.set_utc_date(0));
    line(date.set_utc_full_year(2023));
    line(date.set_utc_full_year_with_month(2024, 13));
    line(date.set_utc_full_year_with_month_date(2024, 1, -1));
    line(date.set_utc_hours(25));
    line(date.set_utc_minutes(61));
    line(date.set_utc_seconds(61));
    line(date.set_utc_milliseconds(1001));
}

#[wasm_bindgen]
pub fn case_date_setters_of_many() {
    let date: JsValue = at("2024-01-31T10:20:30.400Z").into();
    log!(
        "{}",
        call("Date", "setHours", &date, &[n(1.0), n(2.0), n(3.0), n(4.0)])
    );
    log!(
        "{}",
        call("Date", "setUTCMinutes", &date, &[n(5.0), s("6")])
    );
    log!("{}", call("Date", "setMonth", &date, &[n(0.0), n(15.0)]));
    log!("{}", call("Date", "setSeconds", &date, &[n(7.9), n(-1.0)]));
    log!("{}", call("Date", "setDate", &date, &[]));
    log!("{}", call("Date", "setFullYear", &date, &[n(2000.0)]));
    log!("{}", call("Date", "setHours", &date, &[n(1.0), UNDEFINED]));
    log!("{}", call("Date", "setTime", &s("x"), &[n(0.0)]));
}

#[wasm_bindgen]
pub fn case_date_texts() {
    for value in [
        0.0,
        1709251198987.0,
        -62198755200000.0,
        8.64e15,
        -8.64e15,
        253402300800000.0,
        -1.0,
    ] {
        let date = Date::new(&n(value));
        log!("{}", String::from(date.to_string()));
        log!("{}", String::from(date.to_date_string()));
        log!("{}", String::from(date.to_time_string()));
        log!("{}", String::from(date.to_utc_string()));
        log!("{}", String::from(date.to_iso_string()));
        log!("{}", String::from(date.to_json()));
    }
    let invalid = Date::new(&n(f64::NAN));
    log!("{}", String::from(invalid.to_string()));
    log!("{}", String::from(invalid.to_date_string()));
    log!("{}", String::from(invalid.to_time_string()));
    log!("{}", String::from(invalid.to_utc_string()));
    log!("{}", call("Date", "toISOString", &invalid, &[]));
    log!("{}", call("Date", "toJSON", &invalid, &[]));
    log!("{}", call("Date", "toString", &Object::new(), &[]));
}

#[wasm_bindgen]
pub fn case_date_locale_texts() {
    for value in [0.0, 1709251198987.0, 1709210000000.0, 1709208000000.0] {
        let date = Date::new(&n(value));
        log!("{}", show(date.to_locale_string("en-US", &UNDEFINED)));
        log!("{}", show(date.to_locale_date_string("en-US", &UNDEFINED)));
        log!("{}", show(date.to_locale_time_string("en-US")));
        let options = Object::new();
        Reflect::set(&options, &s("timeZone"), &s("UTC")).unwrap();
        Reflect::set(&options, &s("hour12"), &JsValue::TRUE).unwrap();
        log!(
            "{}",
            show(date.to_locale_time_string_with_options("en-US", &options))
        );
    }
    log!(
        "{}",
        show(Date::new(&n(f64::NAN)).to_locale_string("en-US", &UNDEFINED))
    );
}

#[wasm_bindgen]
pub fn case_date_primitives() {
    let date = at("2024-05-06T07:08:09Z");
    let value: JsValue = date.clone().into();
    log!("{}", show(&(&value + &s("!"))));
    log!("{}", show(&(&value - &n(1.0))));
    log!("{}", value.lt(&n(1e15)));
    log!("{}", value.loose_eq(&JsValue::from(date.to_string())));
    let convert = Reflect::get(&value, &js_sys::Symbol::to_primitive())
        .unwrap()
        .unchecked_into::<Function>();
    for hint in ["number", "string", "default", "other"] {
        log!("{}", outcome(convert.call1(&value, &s(hint))));
    }
    log!("{}", value.js_typeof().as_string().unwrap());
    log!("{}", value.is_instance_of::<Date>());
    log!("{}", String::from(js_sys::JSON::stringify(&value).unwrap()));
    log!("{}", value == JsValue::from(Date::new(&value)));
    log!("{}", Reflect::set(&value, &s("note"), &n(1.0)).unwrap());
    log!("{}", show(Object::keys(&date)));
}
