//! Streams of events as their sources publish them: who, about what, how far, when.

use std::{collections::HashMap, fs, path::Path};

use daehwa_domain::time::Timestamp;

use crate::{
    error::Error,
    table::{Column, Table},
};

/// Which file tells the categories of Diginetica's items, when it lies beside the events.
const CATEGORIES: &str = "product-categories";

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Whose; where the source knows visits only, the visit.
    pub customer: String,
    /// The category or trip; `None` where the source has neither.
    pub topic: Option<String>,
    /// The page; `None` where the source doesn't tell pages.
    pub item: Option<String>,
    /// How far it is on the source's scale (from 1).
    pub stage: u8,
    /// When.
    pub at_ms: Timestamp,
}

/// A stream that is read event by event.
pub struct Stream {
    /// What the source calls itself.
    pub name: &'static str,
    /// What its topics are.
    pub topic: &'static str,
    table: Table,
    form: Form,
    categories: HashMap<String, String>,
}

/// How a source writes an event.
enum Form {
    Taobao { user: Column, item: Column, category: Column, action: Column, seconds: Column },
    Diginetica { user: Column, session: Column, item: Column, day: Column, ms: Column, stage: u8 },
    YooChoose { session: Column, item: Column, seconds: Column },
    Airbnb { visitor: Column, begun: Column, steps: [Column; 3] },
}

impl Stream {
    /// Opens a file and sees from its first line whose it is. `topics` tells items' categories where the events don't; without it a file
    /// beside the events is taken. Errors when it is nobody's.
    pub fn open(path: &Path, topics: Option<&Path>) -> Result<Self, Error> {
        let first = Table::first_line(path)?;
        let delimiter = [b'\t', b'|', b';'].into_iter().find(|it| first.as_bytes().contains(it)).unwrap_or(b',');
        let has = |name: &str| first.split(delimiter as char).any(|it| it == name);
        if first.split(',').nth(3).and_then(taobao_stage).is_some() {
            return Self::taobao(path);
        }
        let open = || Table::open(path, delimiter);
        if has("id_visitor") {
            Self::airbnb(open()?)
        } else if has("SessionId") {
            Self::yoochoose(open()?)
        } else if has("timeframe") {
            Self::diginetica(open()?, &categories(path, topics)?)
        } else {
            Err(Error::Unknown { path: path.into() })
        }
    }

    fn taobao(path: &Path) -> Result<Self, Error> {
        let table = Table::open_bare(path, b',', &["user", "item", "category", "action", "seconds"])?;
        let form = Form::Taobao {
            user: table.column("user")?,
            item: table.column("item")?,
            category: table.column("category")?,
            action: table.column("action")?,
            seconds: table.column("seconds")?,
        };
        Ok(Self { name: "Taobao", topic: "category", table, form, categories: HashMap::new() })
    }

    /// Views name their columns otherwise than purchases do.
    fn diginetica(table: Table, categories: &HashMap<String, String>) -> Result<Self, Error> {
        let views = table.column_if_any("item_id").is_some();
        let column = |view, purchase| table.column(if views { view } else { purchase });
        let form = Form::Diginetica {
            user: column("user_id", "userId")?,
            session: column("session_id", "sessionId")?,
            item: column("item_id", "itemId")?,
            day: table.column("eventdate")?,
            ms: table.column("timeframe")?,
            stage: if views { 1 } else { 2 },
        };
        Ok(Self { name: "Diginetica", topic: "category", table, form, categories: categories.clone() })
    }

    fn yoochoose(table: Table) -> Result<Self, Error> {
        let form = Form::YooChoose {
            session: table.column("SessionId")?,
            item: table.column("ItemId")?,
            seconds: table.column("Time")?,
        };
        Ok(Self { name: "YooChoose", topic: "category", table, form, categories: HashMap::new() })
    }

    fn airbnb(table: Table) -> Result<Self, Error> {
        let form = Form::Airbnb {
            visitor: table.column("id_visitor")?,
            begun: table.column("ts_min")?,
            steps: [table.column("did_search")?, table.column("sent_message")?, table.column("sent_booking_request")?],
        };
        Ok(Self { name: "Airbnb", topic: "trip", table, form, categories: HashMap::new() })
    }

    /// The next event; `None` after the last. Errors when a row isn't one.
    pub fn next_event(&mut self) -> Result<Option<Seen>, Error> {
        if self.table.advance()? { self.event().map(Some) } else { Ok(None) }
    }

    /// How many bytes of the file were read, unpacked.
    pub fn bytes(&self) -> u64 {
        self.table.bytes()
    }

    fn event(&self) -> Result<Seen, Error> {
        let table = &self.table;
        let text = |column: Column| table.text(column).to_owned();
        Ok(match &self.form {
            Form::Taobao { user, item, category, action, seconds } => Seen {
                customer: text(*user),
                topic: Some(text(*category)),
                item: Some(text(*item)),
                stage: taobao_stage(table.text(*action)).ok_or_else(|| table.wrong(*action, "pv, fav, cart or buy"))?,
                at_ms: from_seconds(table.some_amount(*seconds)?),
            },
            Form::Diginetica { user, session, item, day, ms, stage } => {
                let known = !matches!(table.text(*user), "" | "NA");
                let item = text(*item);
                Seen {
                    customer: if known { format!("user {}", text(*user)) } else { text(*session) },
                    topic: self.categories.get(&item).cloned(),
                    item: Some(item),
                    stage: *stage,
                    at_ms: table.day(*day)?.plus_ms(table.some_amount(*ms)? as i64),
                }
            }
            Form::YooChoose { session, item, seconds } => Seen {
                customer: text(*session),
                topic: None,
                item: Some(text(*item)),
                stage: 1,
                at_ms: from_seconds(table.some_amount(*seconds)?),
            },
            Form::Airbnb { visitor, begun, steps } => {
                let furthest = steps.iter().rposition(|it| table.text(*it) == "1");
                Seen {
                    customer: text(*visitor),
                    topic: Some("trip".into()),
                    item: None,
                    stage: furthest.map_or(1, |it| it as u8 + 2),
                    at_ms: table.moment(*begun)?,
                }
            }
        })
    }
}

/// Viewed, marked, put into the cart, bought.
fn taobao_stage(action: &str) -> Option<u8> {
    ["pv", "fav", "cart", "buy"].iter().position(|it| *it == action).map(|at| at as u8 + 1)
}

fn from_seconds(seconds: f64) -> Timestamp {
    Timestamp((seconds * 1_000.0) as i64)
}

fn categories(events: &Path, topics: Option<&Path>) -> Result<HashMap<String, String>, Error> {
    let beside = || {
        let files = fs::read_dir(events.parent()?).ok()?;
        let named = |path: &Path| path.file_name().is_some_and(|it| it.to_string_lossy().contains(CATEGORIES));
        files.filter_map(|it| Some(it.ok()?.path())).find(|it| named(it))
    };
    let Some(path) = topics.map(Path::to_owned).or_else(beside) else { return Ok(HashMap::new()) };
    let mut table = Table::open(&path, b';')?;
    let (item, category) = (table.column("itemId")?, table.column("categoryId")?);
    let mut categories = HashMap::new();
    while table.advance()? {
        categories.insert(table.text(item).to_owned(), table.text(category).to_owned());
    }
    Ok(categories)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use tempfile::TempDir;

    fn file(folder: &TempDir, name: &str, text: &str) -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn events(path: &Path) -> Result<Vec<Seen>, Error> {
        let mut stream = Stream::open(path, None)?;
        let mut events = Vec::new();
        while let Some(event) = stream.next_event()? {
            events.push(event);
        }
        Ok(events)
    }

    #[test]
    fn actions_of_a_shop_are_stages_of_a_category_h_3() {
        let folder = TempDir::new().unwrap();
        let seen = events(&file(&folder, "t.csv", "1,70,8,pv,1511544070\n1,70,8,buy,1511544075\n")).unwrap();
        assert_eq!(seen.iter().map(|it| it.stage).collect::<Vec<_>>(), [1, 4]);
        assert_eq!((seen[1].topic.as_deref(), seen[1].at_ms), (Some("8"), Timestamp(1_511_544_075_000)));
    }

    #[test]
    fn categories_beside_the_events_are_used_h_1() {
        let folder = TempDir::new().unwrap();
        file(&folder, "x-product-categories.csv", "itemId;categoryId\n70;8\n");
        let views = "session_id;user_id;item_id;timeframe;eventdate\n1;NA;70;500;1970-01-02\n1;4;71;0;1970-01-02\n";
        let seen = events(&file(&folder, "v.csv", views)).unwrap();
        assert_eq!((seen[0].topic.as_deref(), seen[0].at_ms), (Some("8"), Timestamp(86_400_500)));
        assert_eq!((seen[1].topic.as_deref(), seen[1].customer.as_str()), (None, "user 4"));
    }

    #[test]
    fn visits_and_trips_are_read_h_3() {
        let folder = TempDir::new().unwrap();
        let clicks = events(&file(&folder, "y.tsv", "SessionId\tItemId\tTime\n3\t7\t1.5\n")).unwrap();
        assert_eq!((clicks[0].item.as_deref(), clicks[0].at_ms), (Some("7"), Timestamp(1_500)));
        let trips = "id_visitor|ts_min|did_search|sent_message|sent_booking_request\na|1970-01-01 00:00:01|1|0|0\n";
        let trips = events(&file(&folder, "a.txt", trips)).unwrap();
        assert_eq!((trips[0].stage, trips[0].topic.as_deref()), (2, Some("trip")));
    }

    #[test]
    fn what_is_no_event_is_refused_with_its_line_h_6() {
        let folder = TempDir::new().unwrap();
        let failure = |text: &str| events(&file(&folder, "f.csv", text)).unwrap_err().to_string();
        assert!(failure("session_id,atc_ts\n").contains("line 1: not events of a known source"));
        assert!(failure("1,2,3,pv,5\n1,2,3,gaze,5\n").contains("line 2: action is \"gaze\""));
        assert!(failure("1,2,3,pv,5\n1,2,3,pv,soon\n").contains("line 2: seconds is \"soon\""));
        assert!(failure("1,2,3,pv,5\n1,2,3\n").contains("not a table after line 1"));
    }
}
