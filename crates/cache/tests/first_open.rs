//! The first files that a process opens. Alone in its binary, because a process has only one first time.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Barrier};

mod common;
use common::Place;

const THREADS: usize = 16;

#[test]
fn threads_that_open_their_first_file_at_the_same_time_all_succeed_d_43() {
    let start = Arc::new(Barrier::new(THREADS));
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let start = start.clone();
            std::thread::spawn(move || {
                let place = Place::new();
                start.wait();
                drop(place.open());
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
