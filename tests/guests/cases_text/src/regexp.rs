//! Regular expressions by themselves.

use super::{construct, global, js, log, n, outcome, s, show, text, NULL, UNDEFINED};
#[cfg(feature = "newest")]
use js_sys::RegExpMatchArray;
use js_sys::{Array, Function, Object, Reflect, RegExp};
use wasm_bindgen::prelude::*;
use wasm_bindgen::JsCast;

/// Shows a match: its groups, place, named groups and indices.
pub(crate) fn shown<T: AsRef<JsValue>>(found: Option<T>) -> String {
    let Some(found) = found else {
        return "no match".to_string();
    };
    let items = found.as_ref().clone();
    let get = |name: &str| Reflect::get(&items, &s(name)).unwrap();
    let mut line = format!("{} at {}", show(&items), show(get("index")));
    let groups = get("groups");
    if !groups.is_undefined() {
        let entries = Object::entries(groups.unchecked_ref::<Object>());
        line.push_str(&format!(" groups {}", show(entries)));
    }
    let indices = get("indices");
    if !indices.is_undefined() {
        line.push_str(&format!(" indices {}", show(indices)));
    }
    line
}

fn exec(pattern: &str, flags: &str, subject: &str) {
    let made = construct("RegExp", &[s(pattern), s(flags)]);
    match made {
        Ok(made) => log!(
            "/{pattern}/{flags} {subject:?}: {}",
            shown(made.unchecked_into::<RegExp>().exec(subject))
        ),
        Err(error) => log!("/{pattern}/{flags}: {}", show(error)),
    }
}

#[wasm_bindgen]
pub fn case_regexp_exec() {
    for (pattern, subject) in [
        ("a", "banana"),
        ("an+", "bannana"),
        ("(a)(b)?", "ac"),
        ("x", "banana"),
        ("", "abc"),
        ("^b", "ab\nb"),
        ("b$", "b\nb"),
        (".", "\n\u{2028}x"),
        ("a.c", "a\nc"),
        ("(a|ab)(c|bcd)(d*)", "abcd"),
        ("a{2,3}", "aaaa"),
        ("a{2,3}?", "aaaa"),
        ("a{2}", "aaaa"),
        ("a{2,}", "aaaa"),
        ("a??b", "ab"),
        ("[^]", "\n"),
        ("[]", "a"),
        ("[a-c]+", "xabcd"),
        ("[^a-c]+", "abxcd"),
        ("[\\w-]+", "a-b c"),
        ("[\\]\\-a]+", "x]-a"),
        ("[[]", "["),
        ("a{,2}", "a{,2}"),
        ("a{b", "a{b"),
        ("}", "}"),
        ("]", "]"),
    ] {
        exec(pattern, "", subject);
    }
}

#[wasm_bindgen]
pub fn case_regexp_classes() {
    exec("\\d+", "", "\u{663}12");
    exec("\\D+", "", "12ab");
    exec("\\w+", "", "é_a1");
    exec("\\W+", "", "aé-b");
    exec("\\s+", "", "a\u{a0}\u{feff}\u{2003}b");
    exec("\\S+", "", "\u{feff}x\u{85}");
    exec("\\bfoo\\b", "", "éfooé");
    exec("\\Boo", "", "foo");
    exec("[\\d\\s]+", "", "a1 2b");
    exec("[\\b]", "", "\u{8}");
}

#[wasm_bindgen]
pub fn case_regexp_escapes() {
    exec("\\x41\\u0042\\103", "", "ABC");
    exec("\\t\\n\\v\\f\\r\\0", "", "\t\n\u{b}\u{c}\r\0");
    exec("\\cA", "", "\u{1}");
    exec("\\c", "", "\\c");
    exec("\\/\\-\\a", "", "/-a");
    exec("\\u{61}", "", "u{61}");
    exec("a\\u{61}", "", &format!("a{}", "u".repeat(61)));
    exec("\\8\\9", "", "89");
    exec("\\1(a)", "", "aa");
    exec("\\2(a)", "", "\u{2}a");
}

#[wasm_bindgen]
pub fn case_regexp_groups() {
    exec("(?:a)(b)(?<name>c)(d)", "", "abcd");
    exec("(?<year>\\d{4})-(?<month>\\d\\d)", "", "on 2024-05-06");
    exec("(?<a>x)|(?<b>y)", "", "y");
    exec("(?<$>x)", "", "x");
    exec("(?<é>x)\\k<é>", "", "xx");
    exec("\\k<a>", "", "k<a>");
    exec("(a)\\1", "", "aa");
    exec("(?:(a)|b)\\1", "", "b");
    exec("(a\\1)", "", "aa");
    exec("\\k<n>(?<n>a)", "", "aa");
    exec("((a)|(b))+", "", "ab");
    exec("(?:(a)|b)*", "", "ab");
    exec("(a*)*", "", "b");
    exec("(a*)+", "", "b");
    exec("(z)((a+)?(b+)?(c))*", "", "zaacbbbcac");
    exec("(?=(a+))a*b\\1", "", "baaabac");
    exec("(?!(a))b\\1", "", "ab");
    exec("(.*?)a(?!(a+)b\\2c)\\2(.*)", "", "baaabaac");
}

#[wasm_bindgen]
pub fn case_regexp_looks() {
    exec("a(?=b)", "", "acab");
    exec("a(?!b)", "", "abac");
    exec("(?<=\\$)\\d+", "", "5 $42");
    exec("(?<!\\$)\\b\\d+", "", "$42 7");
    exec("(?<=a+)b", "", "aaab");
    exec("(?<=(\\d+)(\\d+))$", "", "1053");
    exec("(?<=\\1(a))b", "", "aab");
    exec("(?<=^|,)x", "", "y,x");
    exec("(?<=ab|c)d", "", "cd");
    exec("(?=a)*b", "", "b");
}

#[wasm_bindgen]
pub fn case_regexp_flag_i() {
    exec("straße", "i", "STRAßE");
    exec("é", "i", "É");
    exec("[a-z]+", "i", "ABCxyz");
    exec("[^a]", "i", "Ab");
    exec("k", "i", "\u{212a}");
    exec("\u{212a}", "i", "k");
    exec("k", "iu", "\u{212a}");
    exec("ſ", "i", "s");
    exec("ſ", "iu", "S");
    exec("\\w", "iu", "\u{212a}");
    exec("\\W", "iu", "\u{212a}");
    exec("(a)\\1", "i", "aA");
    exec("σ", "i", "ς");
    exec("[à-þ]", "i", "É");
}

#[wasm_bindgen]
pub fn case_regexp_flag_m_s() {
    exec("^b$", "m", "a\nb\nc");
    exec("^b$", "m", "a\r\u{2028}b\u{2029}c");
    exec("a.b", "s", "a\nb");
    exec("^.*$", "s", "a\nb");
    exec("^", "m", "");
}

#[wasm_bindgen]
pub fn case_regexp_flag_u() {
    exec(".", "", "\u{1f980}");
    exec(".", "u", "\u{1f980}x");
    exec("^.$", "", "\u{1f980}");
    exec("^.$", "u", "\u{1f980}");
    exec("[\u{1f980}\u{1f981}]", "u", "x\u{1f981}");
    exec("\\u{1F980}", "u", "a\u{1f980}");
    exec("\\ud83e\\udd80", "u", "\u{1f980}");
    exec("\\ud83e", "u", "\u{1f980}");
    exec("\u{1f980}{2}", "u", "\u{1f980}\u{1f980}");
    exec("(?<=\u{1f980})x", "u", "\u{1f980}x");
    exec("\\p{L}+", "u", "1äßΩ2");
    exec("\\P{L}+", "u", "ä12b");
    exec("\\p{Lu}", "u", "aÄ");
    exec("\\p{gc=Decimal_Number}+", "u", "x\u{663}4");
    exec("[\\p{P}\\p{Sc}]+", "u", "a€!b");
    exec("\\p{ASCII}+", "u", "éabc");
    for wrong in [
        "\\-",
        "\\u{110000}",
        "a{1",
        "{",
        "}",
        "]",
        "\\1",
        "\\p{Foo}",
        "(?=a)*",
        "[\\d-x]",
        "\\k<a>",
        "\\c",
    ] {
        exec(wrong, "u", "");
    }
}

#[wasm_bindgen]
pub fn case_regexp_flag_d() {
    exec("a(b)(?<n>c)?", "d", "xab");
    exec("(?<n>\u{1f980})x", "du", "\u{1f980}\u{1f980}x");
    let found = RegExp::new("(?<n>b)", "d").exec("ab").unwrap();
    let indices = Reflect::get(&found, &s("indices")).unwrap();
    let groups = Reflect::get(&indices, &s("groups")).unwrap();
    log!("{}", show(Reflect::get(&groups, &s("n")).unwrap()));
}

#[wasm_bindgen]
pub fn case_regexp_invalid() {
    for pattern in [
        "(",
        ")",
        "[",
        "a**",
        "*",
        "?",
        "+a",
        "a{2,1}",
        "(?<a",
        "(?<1>a)",
        "(?<a>x)(?<a>y)",
        "(?<a>x)\\k<b>",
        "(?<a>x)\\k",
        "\\",
        "[b-a]",
        "(?x)",
        "(?",
        "a|*",
        "^*",
        "\\b+",
        "(?<=a)*",
        "x{2}{3}",
        "x???",
    ] {
        exec(pattern, "", "");
    }
    for flags in ["gg", "x", "G", "uv", " "] {
        exec("a", flags, "");
    }
}

#[wasm_bindgen]
pub fn case_regexp_last_index() {
    for flags in ["", "g", "y", "gy"] {
        let pattern = RegExp::new("a.", flags);
        for _ in 0..4 {
            log!(
                "{flags} {}: {}",
                pattern.last_index(),
                shown(pattern.exec("abacxad"))
            );
        }
        pattern.set_last_index(99);
        log!("{flags} {} {}", pattern.test("ab"), pattern.last_index());
        pattern.set_last_index(1);
        log!("{flags} {} {}", pattern.test("xab"), pattern.last_index());
    }
    let unicode = RegExp::new("", "gu");
    unicode.set_last_index(1);
    log!(
        "{} {}",
        shown(unicode.exec("\u{1f980}\u{1f980}")),
        unicode.last_index()
    );
}

#[wasm_bindgen]
pub fn case_regexp_test() {
    log!(
        "{} {}",
        RegExp::new("b", "").test("abc"),
        RegExp::new("d", "").test("abc")
    );
}

#[wasm_bindgen]
pub fn case_regexp_properties() {
    for flags in ["", "g", "i", "m", "s", "u", "y", "d", "v", "yusmigd"] {
        let pattern = RegExp::new("a", flags);
        log!(
            "{} {} {} {} {} {}",
            text(&pattern.flags()),
            pattern.global(),
            pattern.ignore_case(),
            pattern.multiline(),
            pattern.unicode(),
            pattern.sticky(),
        );
        #[cfg(feature = "newest")]
        log!(
            "{} {} {}",
            pattern.dot_all(),
            pattern.has_indices(),
            pattern.unicode_sets()
        );
    }
    let pattern = RegExp::new("a", "g");
    log!("{}", show(Reflect::own_keys(&pattern).unwrap()));
    log!("{}", show(Object::keys(&pattern)));
    log!("{}", Reflect::set(&pattern, &s("extra"), &n(1.0)).unwrap());
    log!("{}", show(Object::keys(&pattern)));
    log!("{}", Reflect::set(&pattern, &s("source"), &s("b")).unwrap());
}

#[wasm_bindgen]
pub fn case_regexp_source() {
    for pattern in [
        "", "a/b", "[/]", "a\\/b", "a\nb", "\\\n", "\u{2028}", "é", "\\n", "[\\/]",
    ] {
        let made = RegExp::new(pattern, "gi");
        log!("{} {}", text(&made.source()), text(&made.to_string()));
    }
    log!("{:?}", RegExp::new("a+", "g"));
    let prototype: Object = global(&["RegExp", "prototype"]).unchecked_into();
    log!("{}", show(Reflect::get(&prototype, &s("source")).unwrap()));
    log!("{}", show(Reflect::get(&prototype, &s("flags")).unwrap()));
    log!("{}", show(Reflect::get(&prototype, &s("global")).unwrap()));
}

#[wasm_bindgen]
pub fn case_regexp_from_regexp() {
    let first = RegExp::new("a", "g");
    first.set_last_index(3);
    let second = RegExp::new_regexp(&first, "i");
    log!("{} {}", text(&second.to_string()), second.last_index());
    let third = construct("RegExp", &[first.clone().into()]).unwrap();
    log!(
        "{}",
        text(&third.clone().unchecked_into::<RegExp>().to_string())
    );
    log!("{}", third == JsValue::from(first.clone()));
    let make: Function = global(&["RegExp"]).unchecked_into();
    log!(
        "{}",
        make.call1(&UNDEFINED, &first).unwrap() == JsValue::from(first)
    );
    for value in [UNDEFINED, NULL, n(1.5)] {
        log!(
            "{}",
            outcome(
                construct("RegExp", &[value])
                    .map(|made| JsValue::from(made.unchecked_into::<RegExp>().to_string()))
            )
        );
    }
}

#[wasm_bindgen]
pub fn case_regexp_legacy_properties() {
    RegExp::new("(b)(c)?(d)", "").test("abdx");
    log!("{} {}", text(&RegExp::input()), text(&RegExp::last_match()));
    log!(
        "{} {}",
        text(&RegExp::last_paren()),
        text(&RegExp::left_context())
    );
    log!("{}", text(&RegExp::right_context()));
    log!(
        "{} {} {}",
        text(&RegExp::n1()),
        text(&RegExp::n2()),
        text(&RegExp::n3())
    );
    log!(
        "{} {} {}",
        text(&RegExp::n4()),
        text(&RegExp::n5()),
        text(&RegExp::n6())
    );
    log!(
        "{} {} {}",
        text(&RegExp::n7()),
        text(&RegExp::n8()),
        text(&RegExp::n9())
    );
    RegExp::new("nothing", "").test("zzz");
    log!("{}", text(&RegExp::last_match()));
    js("hello").replace_by_pattern(&RegExp::new("l(l)", ""), "x");
    log!("{} {}", text(&RegExp::last_match()), text(&RegExp::n1()));
}

#[cfg(feature = "newest")]
#[wasm_bindgen]
pub fn case_regexp_match_array() {
    let found: RegExpMatchArray = RegExp::new("(?<x>a)(b)?", "")
        .exec("za")
        .unwrap()
        .unchecked_into();
    log!(
        "{} {} {}",
        found.index(),
        text(&found.input()),
        found.length()
    );
    log!(
        "{:?} {:?}",
        found.get(0).map(String::from),
        found.get(2).map(String::from)
    );
    let groups = found.groups().unwrap();
    log!("{}", show(Object::entries(&groups)));
    log!("{}", Object::get_prototype_of(&groups).is_null());
    log!("{}", show(Object::keys(&found)));
    log!("{}", Array::is_array(&found));
    log!(
        "{}",
        RegExp::new("a", "")
            .exec("a")
            .unwrap()
            .unchecked_into::<RegExpMatchArray>()
            .groups()
            .is_none()
    );
}

#[wasm_bindgen]
pub fn case_regexp_exec_of_others() {
    let exec = global(&["RegExp", "prototype", "exec"]).unchecked_into::<Function>();
    log!("{}", outcome(exec.call1(&s("a"), &s("a"))));
    log!("{}", outcome(exec.call1(&Object::new(), &s("a"))));
    let undefined = RegExp::new("undefined", "");
    log!("{}", outcome(exec.call0(&undefined)));
    log!("{}", outcome(exec.call1(&RegExp::new("5", ""), &n(1.5))));
}
