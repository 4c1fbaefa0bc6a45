//! `Option` of what allows it, to the host and back; None is undefined there, null is None here.

use wasm_bindgen::prelude::*;

use crate::log;

macro_rules! options {
    ($case:ident, $ty:ty, $echo:ident, $show:ident, $nothing:ident, $value:ident,
     [$($some:expr),*]) => {
        options!($case, $ty, $echo, $show, $nothing, $value, show, [$($some),*]);
    };
    ($case:ident, $ty:ty, $echo:ident, $show:ident, $nothing:ident, $value:ident, $host:ident,
     [$($some:expr),*]) => {
        #[wasm_bindgen]
        extern "C" {
            #[wasm_bindgen(js_name = echo)]
            fn $echo(value: Option<$ty>) -> Option<$ty>;
            #[wasm_bindgen(js_name = $host)]
            fn $show(value: Option<$ty>) -> String;
            #[wasm_bindgen(js_name = nothing)]
            fn $nothing() -> Option<$ty>;
            #[wasm_bindgen(js_name = value)]
            fn $value(name: &str) -> Option<$ty>;
        }

        #[wasm_bindgen]
        pub fn $case() {
            $(
                let value: Option<$ty> = Some($some);
                log!("{:?} {}", $echo(value.clone()), $show(value));
            )*
            log!("{:?} {} {:?} {:?}", $echo(None), $show(None), $nothing(), $value("null"));
        }
    };
}

options!(
    case_option_i8,
    i8,
    option_echo_i8,
    option_show_i8,
    option_nothing_i8,
    option_value_i8,
    [0, -1, i8::MIN]
);
options!(
    case_option_u8,
    u8,
    option_echo_u8,
    option_show_u8,
    option_nothing_u8,
    option_value_u8,
    [0, 255]
);
options!(
    case_option_i16,
    i16,
    option_echo_i16,
    option_show_i16,
    option_nothing_i16,
    option_value_i16,
    [0, i16::MIN]
);
options!(
    case_option_u16,
    u16,
    option_echo_u16,
    option_show_u16,
    option_nothing_u16,
    option_value_u16,
    [0, u16::MAX]
);
options!(
    case_option_i32,
    i32,
    option_echo_i32,
    option_show_i32,
    option_nothing_i32,
    option_value_i32,
    [0, -1, i32::MIN]
);
options!(
    case_option_u32,
    u32,
    option_echo_u32,
    option_show_u32,
    option_nothing_u32,
    option_value_u32,
    [0, u32::MAX]
);
options!(
    case_option_i64,
    i64,
    option_echo_i64,
    option_show_i64,
    option_nothing_i64,
    option_value_i64,
    text,
    [0, -1, i64::MIN]
);
options!(
    case_option_u64,
    u64,
    option_echo_u64,
    option_show_u64,
    option_nothing_u64,
    option_value_u64,
    text,
    [0, u64::MAX]
);
options!(
    case_option_isize,
    isize,
    option_echo_is,
    option_show_is,
    option_nothing_is,
    option_value_is,
    [0, isize::MIN]
);
options!(
    case_option_usize,
    usize,
    option_echo_us,
    option_show_us,
    option_nothing_us,
    option_value_us,
    [0, usize::MAX]
);
options!(
    case_option_f32,
    f32,
    option_echo_f32,
    option_show_f32,
    option_nothing_f32,
    option_value_f32,
    [0.0, -0.0, 0.1, f32::NAN, f32::INFINITY]
);
options!(
    case_option_f64,
    f64,
    option_echo_f64,
    option_show_f64,
    option_nothing_f64,
    option_value_f64,
    [0.0, -0.0, 0.1, f64::NAN, 9007199254740991.0]
);
options!(
    case_option_bool,
    bool,
    option_echo_b,
    option_show_b,
    option_nothing_b,
    option_value_b,
    [true, false]
);
options!(
    case_option_char,
    char,
    option_echo_char,
    option_show_char,
    option_nothing_char,
    option_value_char,
    ['\0', 'a', '\u{1f980}', '\u{10ffff}']
);
options!(
    case_option_string,
    String,
    option_echo_s,
    option_show_s,
    option_nothing_s,
    option_value_s,
    [String::new(), "text".to_string()]
);
options!(
    case_option_vec_u8,
    Vec<u8>,
    option_echo_v8,
    option_show_v8,
    option_nothing_v8,
    option_value_v8,
    [vec![], vec![1, 2]]
);
options!(
    case_option_vec_f64,
    Vec<f64>,
    option_echo_vf,
    option_show_vf,
    option_nothing_vf,
    option_value_vf,
    [vec![], vec![-0.0, 2.5]]
);

#[wasm_bindgen]
extern "C" {
    #[derive(Clone, Debug)]
    pub type Thing;
    #[wasm_bindgen(js_name = value)]
    fn thing(name: &str) -> Option<Thing>;
    #[wasm_bindgen(js_name = show)]
    fn option_show_thing(thing: Option<Thing>) -> String;
    #[wasm_bindgen(js_name = show)]
    fn option_show_lent_thing(thing: Option<&Thing>) -> String;
    #[wasm_bindgen(js_name = show)]
    fn option_show_str(value: Option<&str>) -> String;
    #[wasm_bindgen(js_name = show)]
    fn option_show_slice(value: Option<&[i16]>) -> String;
}

#[wasm_bindgen]
pub fn case_option_of_imported_type() {
    for name in ["undefined", "null", "zero", "false", "empty text", "text"] {
        let found = thing(name);
        log!("{} {}", name, found.is_some());
        log!("{}", option_show_lent_thing(found.as_ref()));
        log!("{}", option_show_thing(found));
    }
}

#[wasm_bindgen]
pub fn case_option_lent() {
    log!(
        "{} {} {}",
        option_show_str(None),
        option_show_str(Some("")),
        option_show_str(Some("text"))
    );
    log!(
        "{} {} {}",
        option_show_slice(None),
        option_show_slice(Some(&[])),
        option_show_slice(Some(&[-1, 2]))
    );
}
