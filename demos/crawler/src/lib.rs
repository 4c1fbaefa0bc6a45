//! A polite crawler. Rust decides what is fetched, when, and how often it is tried again; how a page
//! is fetched is the host's affair.
//!
//! ```text
//! cargo build --release --target wasm32-unknown-unknown
//! python demos/crawler.py
//! ```

mod links;
mod politeness;

use std::collections::{HashSet, VecDeque};
use std::rc::Rc;

use futures::stream::{FuturesUnordered, StreamExt};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;

use politeness::Hosts;

#[wasm_bindgen]
extern "C" {
    /// What came back for a URL.
    pub type Answer;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> u16;

    #[wasm_bindgen(method, getter)]
    fn text(this: &Answer) -> String;

    /// Fetches a page; rejects where no answer came.
    #[wasm_bindgen(catch)]
    async fn fetch_page(url: &str) -> Result<Answer, JsValue>;

    #[wasm_bindgen(js_namespace = console)]
    fn log(line: &str);
}

/// What became of one URL.
#[wasm_bindgen]
pub struct Page {
    url: String,
    outcome: String,
    /// How often it was asked for.
    pub attempts: u32,
    /// How many links were found in it.
    pub links: usize,
    #[wasm_bindgen(skip)]
    pub targets: Vec<String>,
}

#[wasm_bindgen]
impl Page {
    #[wasm_bindgen(getter)]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The status, or why there is none.
    #[wasm_bindgen(getter)]
    pub fn outcome(&self) -> String {
        self.outcome.clone()
    }
}

/// How a crawler behaves. Cheap to keep: each `crawl` has a state of its own.
#[wasm_bindgen]
pub struct Crawler {
    concurrency: usize,
    attempts: u32,
    backoff_millis: u32,
    hosts: Rc<Hosts>,
}

#[wasm_bindgen]
impl Crawler {
    /// A crawler with so many requests under way at once, and so long between two to one host. A
    /// page that the host cannot give yet is asked for up to `attempts` times, at growing distances.
    #[wasm_bindgen(constructor)]
    pub fn new(
        concurrency: usize,
        millis_between: u32,
        attempts: u32,
        backoff_millis: u32,
    ) -> Crawler {
        Crawler {
            concurrency: concurrency.max(1),
            attempts: attempts.max(1),
            backoff_millis,
            hosts: Rc::new(Hosts::new(millis_between)),
        }
    }

    /// Follows links, breadth first, to so many pages at most; returns them as they came in.
    pub async fn crawl(&self, start: String, most_pages: usize) -> Vec<Page> {
        let mut seen = HashSet::from([start.clone()]);
        let mut frontier = VecDeque::from([start]);
        let mut under_way = FuturesUnordered::new();
        let mut pages = Vec::new();
        loop {
            while under_way.len() < self.concurrency && pages.len() + under_way.len() < most_pages {
                let Some(url) = frontier.pop_front() else {
                    break;
                };
                under_way.push(self.visit(url));
            }
            let Some(page) = under_way.next().await else {
                return pages;
            };
            for target in &page.targets {
                if seen.insert(target.clone()) {
                    frontier.push_back(target.clone());
                }
            }
            pages.push(page);
        }
    }

    async fn visit(&self, url: String) -> Page {
        let mut attempts = 0;
        loop {
            let turn = self.hosts.turn(links::host(&url)).await;
            attempts += 1;
            let answer = fetch_page(&url).await;
            drop(turn);
            let (outcome, text) = match answer {
                Ok(answer) => (answer.status().to_string(), answer.text()),
                Err(reason) => (format!("{reason:?}"), String::new()),
            };
            let in_vain = !matches!(outcome.as_str(), "200" | "404" | "410");
            if in_vain && attempts < self.attempts {
                let wait = self.backoff_millis << (attempts - 1);
                log(&format!("{url}: {outcome}, once more in {wait} ms"));
                TimeoutFuture::new(wait).await;
                continue;
            }
            let targets = links::found(&url, &text);
            return Page {
                url,
                outcome,
                attempts,
                links: targets.len(),
                targets,
            };
        }
    }
}
