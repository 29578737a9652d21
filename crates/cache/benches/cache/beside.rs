//! Whether what is counted over all customers delays those who talk: pops and key strokes, alone and while something is counted.

use std::{
    error::Error,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use daehwa_cache::{Cache, CacheError, Work};
use daehwa_domain::id::CallId;
use uuid::Uuid;

use crate::{
    data::NOW,
    measure::Samples,
    reads::{numbers, pop},
    writes::user,
};

const CUSTOMERS: u64 = 4_000;
const TURNS_ALONE: usize = 1_000;
const BETWEEN_TURNS: Duration = Duration::from_millis(5);

/// Pops and key strokes for as long as `count` runs; the baseline is the same with nothing beside it.
pub fn beside(
    cache: &Cache,
    customers: u64,
    name: &str,
    count: impl FnOnce() -> Result<(), CacheError> + Send,
) -> Result<(), Box<dyn Error>> {
    let alone = paced(cache, customers, |turn| turn < TURNS_ALONE)?;
    let counts = AtomicBool::new(true);
    let meanwhile = thread::scope(|scope| -> Result<_, Box<dyn Error>> {
        let counting = scope.spawn(|| {
            let counted = count();
            counts.store(false, Ordering::SeqCst);
            counted
        });
        let meanwhile = paced(cache, customers, |_| counts.load(Ordering::SeqCst))?;
        counting.join().map_err(|_| "counting panicked")??;
        Ok(meanwhile)
    })?;
    meanwhile.0.tell(&format!("{name}_pop_meanwhile"), Some(&alone.0));
    meanwhile.1.tell(&format!("{name}_key_stroke_meanwhile"), Some(&alone.1));
    Ok(())
}

/// A pop of another customer and a key stroke, again and again.
fn paced(cache: &Cache, customers: u64, goes_on: impl Fn(usize) -> bool) -> Result<(Samples, Samples), Box<dyn Error>> {
    let call = CallId(Uuid::now_v7());
    let (mut pops, mut strokes) = (Samples::default(), Samples::default());
    for (turn, number) in numbers(CUSTOMERS, customers).iter().cycle().enumerate() {
        if !goes_on(turn) {
            break;
        }
        pops.time(|| pop(cache, number))?;
        strokes.time(|| cache.journal_note(call, number, NOW.plus_ms(turn as i64 * 200)))?;
        thread::sleep(BETWEEN_TURNS);
    }
    cache.commit(Work::new(user(), NOW).wraps_up(call))?;
    Ok((pops, strokes))
}
