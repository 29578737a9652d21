//! The journeys of customers' dialogues, read for many customers at once: rows of customers who stand side by side lie side by side, and
//! reading on costs less than asking again for each of them.

use daehwa_domain::{
    dialogue::StageMove,
    fold::Folded,
    id::CustomerId,
    journey::{Journey, Touch, journeys},
    time::Timestamp,
};
use rusqlite::{CachedStatement, Connection, Row};

use crate::{Result, customers::Topics, dialogues, rows::facts};

/// Rows of so many customers who are not asked for are passed over rather than asking anew.
const PASSED_OVER: i64 = 2;

/// A customer's local number and id.
pub(crate) type Known = (i64, CustomerId);

/// Reads journeys on the topics as they are at a moment.
pub(crate) struct Journeys<'a> {
    dialogues: CachedStatement<'a>,
    moves: CachedStatement<'a>,
    touches: CachedStatement<'a>,
    topics: &'a Topics,
    now: Timestamp,
}

/// What a customer's journeys are made of.
#[derive(Default)]
struct Facts {
    dialogues: Vec<Folded>,
    moves: Vec<StageMove>,
    touches: Vec<Touch>,
}

impl<'a> Journeys<'a> {
    pub(crate) fn new(conn: &'a Connection, topics: &'a Topics, now: Timestamp) -> Result<Self> {
        // In the order of the primary keys, which begin with the customer.
        let of_range = |columns, rows| {
            conn.prepare_cached(&format!("SELECT {columns}, cid FROM {rows} cid BETWEEN ? AND ? ORDER BY cid"))
        };
        Ok(Self {
            // A dialogue of which only other facts have come has no topic yet.
            dialogues: of_range(dialogues::FOLDED, "dialogue WHERE topic IS NOT NULL AND")?,
            moves: of_range(facts::STAGE_MOVE, "stage_move WHERE")?,
            touches: of_range(facts::TOUCH, "interaction WHERE")?,
            topics,
            now,
        })
    }

    /// Hands over the journeys of each of some customers, who come in the order of their local numbers.
    pub(crate) fn of(
        &mut self,
        customers: &[Known],
        mut each: impl FnMut(Known, Vec<Journey>) -> Result<()>,
    ) -> Result<()> {
        for near in customers.chunk_by(|(one, _), (next, _)| next - one <= PASSED_OVER + 1) {
            for (customer, journeys) in near.iter().zip(self.of_range(near)?) {
                each(*customer, journeys)?;
            }
        }
        Ok(())
    }

    /// The journeys of one customer.
    pub(crate) fn of_one(&mut self, cid: i64, customer: CustomerId) -> Result<Vec<Journey>> {
        Ok(self.of_range(&[(cid, customer)])?.into_iter().flatten().collect())
    }

    fn of_range(&mut self, customers: &[Known]) -> Result<Vec<Vec<Journey>>> {
        let mut all: Vec<Facts> = customers.iter().map(|_| Facts::default()).collect();
        for_each_row(&mut self.dialogues, customers, |at, row| {
            all[at].dialogues.push(dialogues::read(customers[at].1, row)?);
            Ok(())
        })?;
        for_each_row(&mut self.moves, customers, |at, row| {
            all[at].moves.push(facts::stage_move(customers[at].1, row)?);
            Ok(())
        })?;
        for_each_row(&mut self.touches, customers, |at, row| {
            all[at].touches.push(facts::touch(row)?);
            Ok(())
        })?;
        let (topics, now) = (self.topics, self.now);
        let of =
            |it: Facts| journeys(dialogues::latest(it.dialogues), &it.moves, &it.touches, |id| topics.get(&id), now);
        Ok(all.into_iter().map(of).collect())
    }
}

/// Hands over the rows of some customers, who come in the order of their local numbers, each with the customer's place among them. The
/// last column is the local number.
fn for_each_row(
    ask: &mut CachedStatement,
    customers: &[Known],
    mut each: impl FnMut(usize, &Row) -> Result<()>,
) -> Result<()> {
    let (Some((first, _)), Some((last, _))) = (customers.first(), customers.last()) else { return Ok(()) };
    let number = ask.column_count() - 1;
    let mut rows = ask.query([first, last])?;
    let mut at = 0;
    while let Some(row) = rows.next()? {
        let cid: i64 = row.get(number)?;
        at += customers[at..].iter().take_while(|(known, _)| *known < cid).count();
        if customers.get(at).is_some_and(|(known, _)| *known == cid) {
            each(at, row)?;
        }
    }
    Ok(())
}
