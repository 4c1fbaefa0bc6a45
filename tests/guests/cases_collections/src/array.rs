//! Array, with arguments as js-sys's signatures have them.

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;

use crate::{list, log, outcome, show, text, NULL, UNDEFINED};

#[wasm_bindgen]
pub fn case_array_new() {
    log!("{}", show(Array::new()));
    let array = Array::new_with_length(2);
    log!("{} {}", array.length(), show(&array));
    array.set(0, "a".into());
    log!("{}", show(&array));
    log!("{}", show(Array::of3(&1.into(), &NULL, &UNDEFINED)));
    log!("{}", show(Array::of1(&7.into())));
    log!("{}", show(Array::of2(&7.into(), &8.into())));
    log!("{}", show(Array::of4(&1.into(), &2.into(), &3.into(), &4.into())));
    log!("{}", show(Array::of5(&1.into(), &2.into(), &3.into(), &4.into(), &5.into())));
    log!("{}", show(Array::of(&["x".into(), JsValue::from(1)])));
}

#[wasm_bindgen]
pub fn case_array_is_array() {
    log!("{}", Array::is_array(&list![]));
    log!("{}", Array::is_array(&"[]".into()));
    log!("{}", Array::is_array(&UNDEFINED));
    log!("{}", Array::is_array(&js_sys::Object::new()));
    log!("{}", JsValue::from(list![]).is_instance_of::<Array>());
    log!("{}", JsValue::from(list![]).is_object());
}

#[wasm_bindgen]
pub fn case_array_at() {
    let array = list!["a", "b", "c"];
    for index in [0, 2, 3, -1, -3, -4, i32::MAX, i32::MIN] {
        log!("{index} {}", show(array.at(index)));
    }
}

#[wasm_bindgen]
pub fn case_array_get_set_delete() {
    let array = list![1, 2];
    log!("{} {}", show(array.get(0)), show(array.get(9)));
    array.set(1, "two".into());
    array.set(4, "five".into());
    log!("{} {}", array.length(), show(&array));
    array.delete(1);
    log!("{} {}", array.length(), show(&array));
    array.delete(77);
    log!("{}", array.length());
}

#[wasm_bindgen]
pub fn case_array_get_checked() {
    let array = list![1, NULL, UNDEFINED];
    for index in 0..4 {
        log!("{:?}", array.get_checked(index).map(show));
    }
}

#[wasm_bindgen]
pub fn case_array_length() {
    let array = list![1, 2, 3];
    array.set_length(1);
    log!("{} {}", array.length(), show(&array));
    array.set_length(3);
    log!("{} {}", array.length(), show(&array));
    array.set_length(0);
    log!("{} {}", array.length(), show(&array));
}

#[wasm_bindgen]
pub fn case_array_from() {
    log!("{}", show(Array::from(&list![1, 2])));
    log!("{}", show(Array::from(&"a\u{1f980}b".into())));
    log!("{}", show(Array::from(&5.into())));
    log!("{}", show(Array::from(&true.into())));
    log!("{}", show(Array::from(&js_sys::Object::new())));
    let source = list![1];
    let copy = Array::from(&source);
    copy.push(&2.into());
    log!("{} {}", show(source), show(copy));
    log!("{}", show(Array::from(&js_sys::Set::new(&list![1, 1, 2]))));
    let map = js_sys::Map::new();
    map.set(&"k".into(), &1.into());
    log!("{}", show(Array::from(&map)));
}

#[wasm_bindgen]
pub fn case_array_from_undefined() {
    log!("{}", show(Array::from(&UNDEFINED)));
}

#[wasm_bindgen]
pub fn case_array_from_iterable() {
    log!("{}", outcome(Array::from_iterable(&list![1, 2])));
    let doubled: Result<Array<JsString>, _> =
        Array::from_iterable_map(&list![1, 2], &mut |item: JsValue, index| {
            Ok(JsString::from(format!("{} at {index}", show(item))))
        });
    log!("{}", outcome(doubled));
    let failed: Result<Array, _> =
        Array::from_iterable_map(&list![1, 2], &mut |_: JsValue, _| Err(JsError::new("no")));
    log!("{}", outcome(failed));
}

#[wasm_bindgen]
pub fn case_array_copy_within() {
    for (target, start, end) in
        [(0, 3, 5), (1, 0, 4), (0, -2, 5), (-2, 0, 9), (9, 0, 1), (0, 2, 1), (2, -99, -3)]
    {
        let array = list![1, 2, 3, 4, 5];
        let same = array.copy_within(target, start, end);
        log!("{target} {start} {end} {} {}", show(&array), array == same);
    }
}

#[wasm_bindgen]
pub fn case_array_concat() {
    let array = list![1];
    log!("{}", show(array.concat(&list![2, list![3]])));
    log!("{}", show(array.concat(&list![])));
    log!("{}", show(&array));
}

#[wasm_bindgen]
pub fn case_array_fill() {
    let array = list![1, 2, 3, 4];
    log!("{}", show(array.fill(&"x".into(), 1, 3)));
    log!("{}", show(array.fill(&NULL, 3, 99)));
    log!("{}", show(array.fill(&NULL, 2, 1)));
}

#[wasm_bindgen]
pub fn case_array_flat() {
    let array = list![1, list![2, list![3, list![4]]], list![]];
    for depth in [-1, 0, 1, 2, i32::MAX] {
        log!("{depth} {}", show(array.flat(depth)));
    }
    log!("{}", show(list!["ab", list!["cd"]].flat(1)));
}

#[wasm_bindgen]
pub fn case_array_includes_index_of() {
    let array = list![1, f64::NAN, "1", NULL, UNDEFINED, true, -0.0, 1];
    let wanted: [JsValue; 9] = [
        1.into(),
        f64::NAN.into(),
        "1".into(),
        NULL,
        UNDEFINED,
        true.into(),
        0.into(),
        false.into(),
        list![].into(),
    ];
    for value in &wanted {
        log!(
            "{} {} {} {}",
            show(value),
            array.includes(value, 0),
            array.index_of(value, 0),
            array.last_index_of(value, 7)
        );
    }
    for from in [1, -1, -99, 99, i32::MIN] {
        let one = 1.into();
        log!(
            "{from} {} {} {}",
            array.includes(&one, from),
            array.index_of(&one, from),
            array.last_index_of(&one, from)
        );
    }
    let inner = list![];
    let outer = list![list![], &inner];
    log!("{} {}", outer.includes(&inner, 0), outer.index_of(&inner, 0));
    let big = list![JsValue::bigint_from_str("5"), 5];
    log!("{}", big.index_of(&5.into(), 0));
    log!("{}", big.includes(&JsValue::bigint_from_str("5"), 0));
}

#[wasm_bindgen]
pub fn case_array_join() {
    let array = list![1, "a", NULL, UNDEFINED, true, list![2, list![3]], 1.5, -0.0, 1e21];
    log!("{}", String::from(array.join(", ")));
    log!("{}", String::from(array.join("")));
    log!("{}", String::from(list![].join("-")));
    log!("{}", String::from(list!["only"].join("-")));
    log!("{}", String::from(list![JsValue::bigint_from_str("12"), js_sys::Object::new()].join("-")));
}

#[wasm_bindgen]
pub fn case_array_join_cycle() {
    let array = list![1, 2];
    array.push(&array);
    log!("{}", String::from(array.join("-")));
    log!("{}", String::from(array.to_string()));
}

#[wasm_bindgen]
pub fn case_array_to_string() {
    log!("{}", String::from(list![1, list![2, 3], "x"].to_string()));
    log!("{}", String::from(list![].to_string()));
    log!("{}", text(&list![NULL]));
}

#[wasm_bindgen]
pub fn case_array_to_locale_string() {
    let array = list!["a", true, NULL, UNDEFINED, list!["b"]];
    log!("{}", String::from(array.to_locale_string(&UNDEFINED, &UNDEFINED)));
}

#[wasm_bindgen]
pub fn case_array_ends() {
    let array = list![2];
    log!("{}", array.push(&3.into()));
    log!("{}", array.push_many(&[4.into(), 5.into()]));
    log!("{}", array.unshift(&1.into()));
    log!("{}", array.unshift_many(&["a".into(), "b".into()]));
    log!("{}", show(&array));
    log!("{} {}", show(array.pop()), show(array.shift()));
    log!("{:?} {:?}", array.pop_checked().map(show), array.shift_checked().map(show));
    log!("{}", show(&array));
    let empty = list![];
    log!("{} {}", show(empty.pop()), show(empty.shift()));
    log!("{} {}", empty.pop_checked().is_none(), empty.shift_checked().is_none());
    log!("{} {}", empty.push_many(&[]), empty.unshift_many(&[]));
}

#[wasm_bindgen]
pub fn case_array_reverse() {
    let array = list![1, 2, 3];
    let same = array.reverse();
    log!("{} {}", show(&array), same == array);
    log!("{} {}", show(array.to_reversed()), show(&array));
    log!("{}", show(list![].reverse()));
}

#[wasm_bindgen]
pub fn case_array_slice() {
    let array = list![1, 2, 3, 4];
    for (start, end) in [(0, 2), (1, 99), (3, 1), (9, 10), (0, u32::MAX)] {
        log!("{start} {end} {}", show(array.slice(start, end)));
    }
    log!("{} {}", show(array.slice_from(2)), show(array.slice_from(9)));
    log!("{:?}", array.to_vec().iter().map(show).collect::<Vec<_>>());
}

#[wasm_bindgen]
pub fn case_array_splice() {
    let array = list![1, 2, 3, 4];
    log!("{} {}", show(array.splice(1, 2, &"x".into())), show(&array));
    log!("{} {}", show(array.splice(99, 2, &"y".into())), show(&array));
    log!("{} {}", show(array.splice(0, 0, &"z".into())), show(&array));
    log!("{} {}", show(array.splice(1, u32::MAX, &UNDEFINED)), show(&array));
    log!("{} {}", show(array.splice_many(0, 1, &[])), show(&array));
    log!("{} {}", show(array.splice_many(1, 0, &[8.into(), 9.into()])), show(&array));
}

#[wasm_bindgen]
pub fn case_array_to_spliced_with() {
    let array = list![1, 2, 3];
    log!("{} {}", show(array.to_spliced(1, 1, &["a".into(), "b".into()])), show(&array));
    log!("{}", show(array.to_spliced(9, 1, &[])));
    log!("{} {}", show(array.with(1, &"x".into())), show(&array));
}

#[wasm_bindgen]
pub fn case_array_with_outside() {
    log!("{}", show(list![1].with(1, &"x".into())));
}

#[wasm_bindgen]
pub fn case_array_sort() {
    log!("{}", show(list![10, 9, 1, 2, -1].sort()));
    log!("{}", show(list!["b", UNDEFINED, "a", NULL, UNDEFINED, 5, true].sort()));
    log!("{}", show(list!["\u{ff61}", "\u{1f980}", "a", "B", ""].sort()));
    let array = list![3, 1];
    log!("{} {}", show(array.to_sorted()), show(&array));
    log!("{}", array.sort() == array);
}

#[wasm_bindgen]
pub fn case_array_sort_is_stable() {
    let pairs = list![];
    for index in 0..40 {
        pairs.push(&list![index % 3, index]);
    }
    pairs.sort_by(&mut |left: JsValue, right: JsValue| {
        let key = |pair: JsValue| Array::from(&pair).get(0).as_f64().unwrap();
        (key(left) - key(right)) as i32
    });
    log!("{}", show(&pairs));
}

#[wasm_bindgen]
pub fn case_array_sort_by() {
    let array = list![3, UNDEFINED, 1, 2, UNDEFINED];
    let mut asked = Vec::new();
    let sorted = array.sort_by(&mut |left: JsValue, right: JsValue| {
        asked.push(format!("{}:{}", show(&left), show(&right)));
        (right.as_f64().unwrap() - left.as_f64().unwrap()) as i32
    });
    // In which order they are compared is the implementation's own affair.
    log!("{} {}", show(sorted), asked.iter().any(|pair| pair.contains("undefined")));
    log!("{} {}", show(list![1, 2, 3].to_sorted_by(&mut |_, _| 0)), show(&array));
    let failed = array.try_sort_by(&mut |_: JsValue, _: JsValue| Err(JsError::new("cannot compare")));
    log!("{} {}", outcome(failed), show(&array));
    let failed = array.try_to_sorted_by(&mut |_: JsValue, _: JsValue| Err(JsError::new("neither")));
    log!("{}", outcome(failed));
    log!("{}", outcome(array.try_sort_by(&mut |_: JsValue, _: JsValue| Ok(1))));
}

#[wasm_bindgen]
pub fn case_array_iterators() {
    let array = list!["a", "b"];
    log!("{:?}", array.iter().map(show).collect::<Vec<_>>());
    log!("{:?}", array.iter().rev().map(show).collect::<Vec<_>>());
    let iterator = js_sys::try_iter(&array).unwrap().unwrap();
    log!("{:?}", iterator.map(|item| show(item.unwrap())).collect::<Vec<_>>());
    let collected: Array = [1, 2].iter().map(|number| JsValue::from(*number)).collect();
    log!("{}", show(collected));
    let mut extended = list![0];
    extended.extend([JsValue::from(1), "x".into()]);
    log!("{}", show(extended));
}

#[wasm_bindgen]
pub fn case_array_iterator_sees_changes() {
    let array = list![1, 2];
    let iterator = js_sys::try_iter(&array).unwrap().unwrap();
    let mut seen = Vec::new();
    for item in iterator {
        let item = item.unwrap();
        if array.length() < 4 {
            array.push(&"new".into());
        }
        seen.push(show(item));
    }
    log!("{seen:?}");
}

#[wasm_bindgen]
pub fn case_array_tuple() {
    let pair = js_sys::ArrayTuple::new2(&JsString::from("a"), &JsString::from("b"));
    log!("{} {}", String::from(pair.get0()), String::from(pair.get1()));
    pair.set1(&JsString::from("c"));
    log!("{} {}", show(&pair), pair.len());
    let triple = js_sys::ArrayTuple::new3(&list![1], &list![2], &list![3]);
    log!("{} {} {}", show(triple.first()), show(triple.last()), show(&triple));
    let (one, two) = pair.into_tuple();
    log!("{} {}", String::from(one), String::from(two));
}

#[wasm_bindgen]
pub fn case_array_tuple_longer() {
    let part = |text: &str| JsString::from(text);
    let one = js_sys::ArrayTuple::new1(&part("a"));
    log!("{} {}", show(&one), one.len());
    let four = js_sys::ArrayTuple::new4(&part("a"), &part("b"), &part("c"), &part("d"));
    four.set2(&part("C"));
    four.set3(&part("D"));
    log!("{} {} {}", show(&four), String::from(four.get2()), String::from(four.get3()));
    let eight: js_sys::ArrayTuple<(
        JsString, JsString, JsString, JsString, JsString, JsString, JsString, JsString,
    )> = js_sys::ArrayTuple::new8(
        &part("1"), &part("2"), &part("3"), &part("4"), &part("5"), &part("6"), &part("7"), &part("8"),
    );
    log!("{} {}", String::from(eight.get4()), String::from(eight.get7()));
    eight.set5(&part("six"));
    eight.set6(&part("seven"));
    eight.set0(&part("one"));
    log!("{}", show(&eight));
    log!("{}", String::from(eight.last()));
}
