//! Many tasks that sleep and talk over channels, for measuring what else runs beside them.

use std::cell::Cell;
use std::rc::Rc;

use futures::channel::mpsc::{unbounded, UnboundedReceiver, UnboundedSender};
use futures::future::{select, Either};
use futures::StreamExt;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

#[derive(Clone, Copy)]
enum Word {
    Hello,
    Stop,
}

/// What all the tasks have done.
#[derive(Default)]
struct Done {
    slept: Cell<u32>,
    heard: Cell<u32>,
}

/// Tasks that sleep, each between `shortest` and `longest` milliseconds at a time, and then greet
/// the next one.
#[wasm_bindgen]
pub struct Crowd {
    inboxes: Vec<UnboundedSender<Word>>,
    done: Rc<Done>,
    all: UnboundedReceiver<()>,
}

#[wasm_bindgen]
impl Crowd {
    #[wasm_bindgen(constructor)]
    pub fn new(tasks: usize, shortest: u32, longest: u32) -> Crowd {
        let (inboxes, mail): (Vec<_>, Vec<_>) = (0..tasks).map(|_| unbounded()).unzip();
        let (alive, all) = unbounded();
        let done = Rc::new(Done::default());
        for (n, mail) in mail.into_iter().enumerate() {
            let next = inboxes[(n + 1) % tasks].clone();
            let sleeps = Sleeps::new(n as u32, shortest, longest);
            let (done, alive) = (Rc::clone(&done), alive.clone());
            spawn_local(async move {
                live(mail, next, sleeps, done).await;
                drop(alive);
            });
        }
        Crowd { inboxes, done, all }
    }

    /// How often a task has slept.
    #[wasm_bindgen(getter)]
    pub fn slept(&self) -> u32 {
        self.done.slept.get()
    }

    /// How often a task was greeted.
    #[wasm_bindgen(getter)]
    pub fn heard(&self) -> u32 {
        self.done.heard.get()
    }

    /// Has all tasks end, and waits until they have.
    pub async fn stop(mut self) {
        for inbox in &self.inboxes {
            let _ = inbox.unbounded_send(Word::Stop);
        }
        while self.all.next().await.is_some() {}
    }
}

async fn live(
    mut mail: UnboundedReceiver<Word>,
    next: UnboundedSender<Word>,
    mut sleeps: Sleeps,
    done: Rc<Done>,
) {
    let mut sleep = TimeoutFuture::new(sleeps.draw());
    loop {
        match select(mail.next(), sleep).await {
            Either::Left((Some(Word::Hello), asleep)) => {
                done.heard.set(done.heard.get().wrapping_add(1));
                sleep = asleep;
            }
            Either::Left(_) => return,
            Either::Right(_) => {
                done.slept.set(done.slept.get().wrapping_add(1));
                let _ = next.unbounded_send(Word::Hello);
                sleep = TimeoutFuture::new(sleeps.draw());
            }
        }
    }
}

/// Lengths of sleep that look random, and are the same each time.
struct Sleeps {
    state: u32,
    shortest: u32,
    span: u32,
}

impl Sleeps {
    fn new(seed: u32, shortest: u32, longest: u32) -> Sleeps {
        Sleeps {
            state: seed.wrapping_mul(0x9E37_79B9) | 1,
            shortest,
            span: longest.saturating_sub(shortest) + 1,
        }
    }

    /// Xorshift, by Marsaglia.
    fn draw(&mut self) -> u32 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        self.shortest + self.state % self.span
    }
}
