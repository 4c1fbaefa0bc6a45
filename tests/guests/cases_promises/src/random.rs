//! Programs made by chance, the same ones everywhere: what they log is the order of the queue.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::tasks::{awaited, told};
use crate::*;

/// Numerical Recipes' linear congruential generator.
struct Chance(u32);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % bound
    }
}

/// What a program has to do with: promises, those of them that wait, and how often it may go on.
struct World {
    chance: Chance,
    promises: Vec<P>,
    open: Vec<(JsValue, JsValue)>,
    handlers: usize,
    budget: usize,
    watched: bool,
}

type Shared = Rc<RefCell<World>>;

fn pick(world: &Shared) -> P {
    let mut world = world.borrow_mut();
    let count = world.promises.len();
    let index = world.chance.below(count);
    world.promises[index].clone()
}

fn below(world: &Shared, bound: usize) -> usize {
    world.borrow_mut().chance.below(bound)
}

fn keep(world: &Shared, promise: P) {
    if world.borrow().watched {
        watch(&format!("p{}", world.borrow().promises.len()), &promise);
    }
    world.borrow_mut().promises.push(promise);
}

fn number(world: &Shared) -> usize {
    let mut world = world.borrow_mut();
    world.handlers += 1;
    world.handlers
}

/// A value to resolve with, or to return: plain, a promise, or a thenable.
fn value(world: &Shared) -> JsValue {
    match below(world, 6) {
        0 | 1 => pick(world).into(),
        2 => {
            let (rejects, id) = (below(world, 2) == 0, number(world) as u32);
            thenable(move |resolve, reject| {
                log!("t{id}");
                call(if rejects { &reject } else { &resolve }, id);
                Ok(UNDEFINED)
            })
        }
        _ => (number(world) as u32).into(),
    }
}

/// A handler that says it ran, perhaps does more, and returns or throws.
fn handler(world: &Shared) -> JsValue {
    let id = number(world);
    let world = world.clone();
    function(move |argument| {
        log!("h{id} {}", show(&argument));
        for _ in 0..below(&world, 2) {
            step(&world);
        }
        if below(&world, 5) == 0 {
            Err((id as u32).into())
        } else {
            Ok(value(&world))
        }
    })
}

fn some(world: &Shared) -> JsValue {
    let mut items = Vec::new();
    for _ in 0..below(world, 4) {
        items.push(if below(world, 3) == 0 { value(world) } else { pick(world).into() });
    }
    array_of(&items)
}

fn settle(world: &Shared) {
    let count = world.borrow().open.len();
    if count == 0 {
        return;
    }
    let (index, rejects) = (below(world, count), below(world, 4) == 0);
    let (resolve, reject) = world.borrow_mut().open.swap_remove(index);
    let resolution = value(world);
    call(if rejects { &reject } else { &resolve }, resolution);
}

fn spawn(world: &Shared) {
    let (id, promise) = (number(world), pick(world));
    spawn_local(async move {
        log!("s{id}");
        log!("s{id} {}", told(&awaited(&promise).await));
    });
}

/// Does one thing, as long as there is something left of the budget.
fn step(world: &Shared) {
    {
        let mut world = world.borrow_mut();
        if world.budget == 0 {
            return;
        }
        world.budget -= 1;
    }
    match below(world, 12) {
        0 => {
            let resolution = value(world);
            keep(world, P::resolve(&resolution));
        }
        1 => {
            let id = number(world) as u32;
            keep(world, P::reject(&id.into()));
        }
        2 => {
            let (promise, resolve, reject) = pending();
            keep(world, promise);
            world.borrow_mut().open.push((resolve, reject));
        }
        3 | 4 => keep(world, pick(world).then(&handler(world))),
        5 => keep(world, pick(world).then2(&handler(world), &handler(world))),
        6 => keep(world, pick(world).catch(&handler(world))),
        7 => keep(world, pick(world).finally(&handler(world))),
        8 => {
            let items = some(world);
            let combine = [P::all, P::all_settled, P::any, P::race][below(world, 4)];
            keep(world, combine(&items));
        }
        9 => {
            let id = number(world);
            let world = world.clone();
            queue_microtask(&function(move |_| {
                log!("m{id}");
                step(&world);
                Ok(UNDEFINED)
            }));
        }
        10 => spawn(world),
        _ => settle(world),
    }
}

/// Runs the program of a number. Of an even one each promise is watched as soon as it is made, of an
/// odd one none is, so that rejections are left unhandled.
fn program(seed: u32) {
    let world = Rc::new(RefCell::new(World {
        chance: Chance(seed),
        promises: vec![P::resolve(&"start".into())],
        open: Vec::new(),
        handlers: 0,
        budget: 60,
        watched: seed % 2 == 0,
    }));
    for _ in 0..24 {
        step(&world);
    }
    while !world.borrow().open.is_empty() {
        settle(&world);
    }
}

macro_rules! programs {
    ($($name:ident $seed:literal),* $(,)?) => {
        $(
            #[wasm_bindgen]
            pub fn $name() {
                program($seed);
            }
        )*
    };
}

programs!(
    case_random_01 1, case_random_02 2, case_random_03 3, case_random_04 4, case_random_05 5,
    case_random_06 6, case_random_07 7, case_random_08 8, case_random_09 9, case_random_10 10,
    case_random_11 11, case_random_12 12, case_random_13 13, case_random_14 14, case_random_15 15,
    case_random_16 16, case_random_17 17, case_random_18 18, case_random_19 19, case_random_20 20,
    case_random_21 21, case_random_22 22, case_random_23 23, case_random_24 24, case_random_25 25,
    case_random_26 26, case_random_27 27, case_random_28 28, case_random_29 29, case_random_30 30,
    case_random_31 31, case_random_32 32, case_random_33 33, case_random_34 34, case_random_35 35,
    case_random_36 36, case_random_37 37, case_random_38 38, case_random_39 39, case_random_40 40,
);

/// Any other program, for a search over many.
#[wasm_bindgen]
pub fn run_program(seed: u32) {
    program(seed);
}
