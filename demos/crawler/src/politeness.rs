//! One request at a time to each host, and a pause between two.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasm_bindgen_futures::spawn_local;

/// Who may ask which host.
pub struct Hosts {
    millis_between: u32,
    known: RefCell<HashMap<String, Arc<Semaphore>>>,
}

/// The right to ask one host; the next one gets it a pause after this was dropped.
pub struct Turn {
    permit: Option<OwnedSemaphorePermit>,
    millis: u32,
}

impl Hosts {
    pub fn new(millis_between: u32) -> Hosts {
        Hosts {
            millis_between,
            known: RefCell::default(),
        }
    }

    /// Waits for the host's turn; who asks first is served first.
    pub async fn turn(&self, host: &str) -> Turn {
        let one_at_a_time = Arc::clone(
            self.known
                .borrow_mut()
                .entry(host.to_string())
                .or_insert_with(|| Arc::new(Semaphore::new(1))),
        );
        let permit = one_at_a_time.acquire_owned().await;
        Turn {
            permit: permit.ok(), // it is never closed
            millis: self.millis_between,
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let (permit, millis) = (self.permit.take(), self.millis);
        spawn_local(async move {
            TimeoutFuture::new(millis).await;
            drop(permit);
        });
    }
}
