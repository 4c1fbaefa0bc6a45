//! tokio: `mpsc`, `oneshot`, `watch`, `broadcast`, `Notify`, `Semaphore`, `Mutex`, `RwLock`,
//! `Barrier`, `OnceCell`; `select!`, `join!`, `try_join!`, `pin!`.

use std::rc::Rc;

use tokio::sync::{
    broadcast, mpsc, oneshot, watch, Barrier, Mutex, Notify, OnceCell, RwLock, Semaphore,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::{breathe, Lines};

/// A bounded channel: the sender waits where it is full.
#[wasm_bindgen]
pub async fn bounded(count: u32, room: usize) -> String {
    let lines = Lines::default();
    let (sender, mut receiver) = mpsc::channel(room);
    let writes = lines.clone();
    spawn_local(async move {
        for n in 0..count {
            sender.send(n).await.unwrap_throw();
            writes.add(format!("s{n}"));
        }
    });
    while let Some(n) = receiver.recv().await {
        lines.add(format!("r{n}"));
        breathe(n).await;
    }
    lines.joined()
}

#[wasm_bindgen]
pub async fn unbounded(senders: u32, each: u32) -> u32 {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    for _ in 0..senders {
        let sender = sender.clone();
        spawn_local(async move {
            for n in 0..each {
                sender.send(breathe(n).await).unwrap_throw();
            }
        });
    }
    drop(sender);
    let mut sum = 0;
    while let Some(n) = receiver.recv().await {
        sum += n;
    }
    sum
}

/// A question with the sender of its answer in it, as an actor has it.
#[wasm_bindgen]
pub async fn asked_of_an_actor(questions: u32) -> u32 {
    let (sender, mut inbox) = mpsc::channel::<(u32, oneshot::Sender<u32>)>(4);
    spawn_local(async move {
        let mut seen = 0;
        while let Some((n, answer)) = inbox.recv().await {
            seen += n;
            let _ = answer.send(seen);
        }
    });
    let mut last = 0;
    for n in 0..questions {
        let (answer, answered) = oneshot::channel();
        sender.send((n, answer)).await.unwrap_throw();
        last = answered.await.unwrap_throw();
    }
    last
}

#[wasm_bindgen]
pub async fn oneshot_dropped() -> String {
    let (sender, receiver) = oneshot::channel::<u32>();
    spawn_local(async move { drop(sender) });
    receiver.await.unwrap_err().to_string()
}

/// A watcher sees the newest value, not every one.
#[wasm_bindgen]
pub async fn watched() -> String {
    let lines = Lines::default();
    let (sender, mut receiver) = watch::channel(0);
    let writes = lines.clone();
    spawn_local(async move {
        for n in 1..=6 {
            sender.send(n).unwrap_throw();
            if n % 3 == 0 {
                breathe(n).await;
            }
        }
        writes.add("closed");
    });
    while receiver.changed().await.is_ok() {
        lines.add(receiver.borrow_and_update().to_string());
    }
    lines.joined()
}

#[wasm_bindgen]
pub async fn broadcasted(listeners: u32) -> u32 {
    let (sender, _) = broadcast::channel(8);
    let (total, mut totals) = mpsc::unbounded_channel();
    for _ in 0..listeners {
        let (mut receiver, total) = (sender.subscribe(), total.clone());
        spawn_local(async move {
            let mut sum = 0;
            while let Ok(n) = receiver.recv().await {
                sum += n;
            }
            total.send(sum).unwrap_throw();
        });
    }
    drop(total);
    for n in 1..=4 {
        sender.send(n).unwrap_throw();
    }
    drop(sender);
    let mut sum = 0;
    while let Some(n) = totals.recv().await {
        sum += n;
    }
    sum
}

#[wasm_bindgen]
pub async fn notified(waiters: u32) -> String {
    let (lines, notify) = (Lines::default(), Rc::new(Notify::new()));
    for n in 0..waiters {
        let (lines, notify) = (lines.clone(), Rc::clone(&notify));
        spawn_local(async move {
            notify.notified().await;
            lines.add(n.to_string());
        });
    }
    breathe(0).await;
    notify.notify_one();
    breathe(0).await;
    lines.add("one");
    notify.notify_waiters();
    breathe(0).await;
    lines.joined()
}

/// The most tasks that were let in at a time.
#[wasm_bindgen]
pub async fn limited(tasks: u32, permits: usize) -> u32 {
    let semaphore = Rc::new(Semaphore::new(permits));
    let inside = Rc::new(std::cell::Cell::new((0, 0)));
    let (done, mut all) = mpsc::unbounded_channel();
    for n in 0..tasks {
        let (semaphore, inside, done) = (Rc::clone(&semaphore), Rc::clone(&inside), done.clone());
        spawn_local(async move {
            let _permit = semaphore.acquire().await.unwrap_throw();
            let (now, most) = inside.get();
            inside.set((now + 1, most.max(now + 1)));
            breathe(n).await;
            let (now, most) = inside.get();
            inside.set((now - 1, most));
            done.send(()).unwrap_throw();
        });
    }
    drop(done);
    while all.recv().await.is_some() {}
    inside.get().1
}

#[wasm_bindgen]
pub async fn locked(tasks: u32) -> u32 {
    let (mutex, rwlock) = (Rc::new(Mutex::new(0)), Rc::new(RwLock::new(0)));
    let barrier = Rc::new(Barrier::new(tasks as usize + 1));
    for _ in 0..tasks {
        let (mutex, rwlock) = (Rc::clone(&mutex), Rc::clone(&rwlock));
        let barrier = Rc::clone(&barrier);
        spawn_local(async move {
            let mut count = mutex.lock().await;
            let before = *count;
            breathe(0).await;
            *count = before + 1;
            drop(count);
            let read = *rwlock.read().await;
            breathe(0).await;
            *rwlock.write().await += 1 + 0 * read;
            barrier.wait().await;
        });
    }
    barrier.wait().await;
    let counts = (*mutex.lock().await, *rwlock.read().await);
    counts.0 + counts.1
}

#[wasm_bindgen]
pub async fn made_once() -> u32 {
    let cell = Rc::new(OnceCell::new());
    let made = || async {
        breathe(7).await
    };
    let (a, b) = tokio::join!(cell.get_or_init(made), cell.get_or_init(made));
    a + b
}

/// `select!` in a loop, biased, with a branch that goes quiet.
#[wasm_bindgen]
pub async fn selected() -> String {
    let lines = Lines::default();
    let (numbers, mut number) = mpsc::channel(1);
    let (stopper, stopped) = oneshot::channel();
    spawn_local(async move {
        for n in 0..3 {
            numbers.send(n).await.unwrap_throw();
        }
        drop(numbers);
        breathe(0).await;
        stopper.send("stop").unwrap_throw();
    });
    tokio::pin!(stopped);
    loop {
        tokio::select! {
            biased;
            Some(n) = number.recv() => lines.add(n.to_string()),
            word = &mut stopped => {
                lines.add(word.unwrap_throw());
                return lines.joined();
            }
        }
    }
}

#[wasm_bindgen]
pub async fn joined() -> u32 {
    let (a, b, c) = tokio::join!(breathe(1), breathe(2), async { 3 });
    a + b + c
}

#[wasm_bindgen]
pub async fn tried(fail: bool) -> Result<u32, JsValue> {
    let second = async {
        if fail {
            return Err(JsValue::from_str("the second"));
        }
        Ok(breathe(2).await)
    };
    let (a, b) = tokio::try_join!(async { Ok(breathe(1).await) }, second)?;
    Ok(a + b)
}
