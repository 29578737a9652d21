//! The customers who call, in an order that a seed decides.

use std::path::Path;

use anyhow::Context;
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};
use serde::Deserialize;

/// How many of the demo's customers call, and how many others.
const KNOWN: u64 = 200;
const STRANGERS: u64 = 20;

/// The queues of the demo centre through which they come, in turn; who chose none in the menu comes through none.
const QUEUES: [Option<&str>; 5] = [None, Some("billing"), Some("cancellation"), None, Some("faults")];

/// A customer who calls.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Customer {
    /// The number.
    pub number: String,
    /// The name that the network shows; most telephone networks show none.
    #[serde(default)]
    pub name: Option<String>,
    /// The queue through which the exchange puts the call.
    #[serde(default)]
    pub queue: Option<String>,
}

impl Customer {
    /// A customer by `NUMBER` or `NUMBER@QUEUE`.
    pub fn at(address: &str, name: Option<String>) -> Self {
        let (number, queue) = match address.split_once('@') {
            Some((number, queue)) => (number, Some(queue.to_owned())),
            None => (address, None),
        };
        Self { number: number.to_owned(), name, queue }
    }
}

/// Customers, again from the start after the last.
#[derive(Debug)]
pub struct Customers {
    list: Vec<Customer>,
    next: usize,
}

impl Customers {
    /// These customers, in an order that `seed` decides.
    pub fn new(mut list: Vec<Customer>, seed: u64) -> Self {
        list.shuffle(&mut StdRng::seed_from_u64(seed));
        Self { list, next: 0 }
    }

    /// The next one.
    pub fn next(&mut self) -> Option<Customer> {
        let customer = self.list.get(self.next % self.list.len().max(1)).cloned();
        self.next += 1;
        customer
    }
}

/// Customers from a file of JSON lines.
pub fn read(path: &Path) -> anyhow::Result<Vec<Customer>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            serde_json::from_str(line).with_context(|| format!("{} line {}", path.display(), index + 1))
        })
        .collect()
}

/// Customers of the demo centre that was made with the same seed, and every so often somebody whom it doesn't know.
pub fn of_the_demo(seed: u64) -> Vec<Customer> {
    let known = daehwa_demo::callers(seed, KNOWN);
    let unknown = daehwa_demo::strangers(seed, STRANGERS);
    let customer = |(caller, queue): (daehwa_demo::Caller, &Option<&str>)| Customer {
        number: caller.number,
        name: Some(caller.name),
        queue: queue.map(str::to_owned),
    };
    known
        .into_iter()
        .chain(unknown)
        .zip(QUEUES.iter().cycle())
        .map(customer)
        .filter(|customer| !customer.number.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_order_again_and_everybody_calls() {
        let everybody: Vec<Customer> = (0..20).map(|n| Customer::at(&n.to_string(), None)).collect();
        let order = |seed| {
            let mut customers = Customers::new(everybody.clone(), seed);
            (0..20).filter_map(|_| customers.next()).map(|customer| customer.number).collect::<Vec<_>>()
        };
        assert_eq!(order(7), order(7));
        assert_ne!(order(7), order(8));
        let mut all = order(7);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 20);
    }

    #[test]
    fn customers_of_the_demo_have_numbers() {
        let customers = of_the_demo(1);
        assert!(customers.len() > 200, "{}", customers.len());
    }

    #[test]
    fn a_file_is_read_line_by_line_and_a_wrong_line_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "{\"number\":\"+8210\",\"name\":\"김\",\"tier\":1}\n\n{\"number\":\"1\"}\n").unwrap();
        assert_eq!(read(file.path()).unwrap().len(), 2);
        std::fs::write(&file, "{\"number\":\"1\"}\nnonsense\n").unwrap();
        assert!(format!("{:#}", read(file.path()).unwrap_err()).contains("line 2"));
    }
}
