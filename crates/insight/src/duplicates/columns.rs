//! Which column of a file of people is what.

use std::collections::BTreeMap;

use daehwa_domain::duplicates::Person;

use crate::{
    error::Error,
    table::{Column, Table},
};

const ID: &[&str] = &["id", "rec_id", "record_id", "unique_id", "customer_id"];
const ENTITY: &[&str] = &["entity_id", "entity", "identity", "cluster"];
const NAME: &[&str] = &["name", "full_name", "성명", "이름"];
const PHONES: &[&str] =
    &["mobile", "phone", "phone1", "phone2", "phone_number", "tel", "telephone", "landline", "휴대폰", "전화번호"];
const EMAIL: &[&str] = &["email", "e_mail", "mail", "이메일"];
const BIRTH: &[&str] = &["birth", "birthday", "birthdate", "date_of_birth", "dob", "생년월일"];
/// A date of birth in three columns.
const BIRTH_PARTS: [&[&str]; 3] = [&["by", "birth_year"], &["bm", "birth_month"], &["bd", "birth_day"]];
const ADDRESS: &[&str] = &["address", "주소"];
const COMPANY: &[&str] = &["company", "organisation", "organization", "회사"];
const GIVEN: &[&str] = &["given_name", "first_name", "fname", "fname_c1", "forename"];
const FAMILY: &[&str] = &["surname", "family_name", "last_name", "lname", "lname_c1"];
const STREETS: [&[&str]; 2] = [&["address_1", "address1", "street"], &["address_2", "address2"]];
const OTHER_DETAILS: [&[&str]; 8] = [
    &["fname_c2", "middle_name"],
    &["lname_c2"],
    &["street_number", "house_number"],
    &["suburb", "district"],
    &["city", "town"],
    &["postcode", "zip", "postal_code"],
    &["state", "province"],
    &["soc_sec_id", "ssn", "national_id", "account_no"],
];

/// What somebody said about columns.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The column of ids, where it isn't found.
    pub id: Option<String>,
    /// Columns that are not looked at.
    pub dropped: Vec<String>,
    /// Theirs, and what it would be called here.
    pub mapped: BTreeMap<String, String>,
}

/// Where everything stands.
pub(super) struct Columns {
    id: Option<Column>,
    entity: Option<Column>,
    name: Option<Column>,
    phones: Vec<Column>,
    email: Option<Column>,
    birth: Vec<Column>,
    address: Option<Column>,
    company: Option<Column>,
    details: Vec<Column>,
    given: Option<Column>,
    family: Option<Column>,
    streets: [Option<Column>; 2],
}

impl Columns {
    pub(super) fn of(table: &Table, names: &Names) -> Result<Self, Error> {
        let find = |called: &[&'static str]| {
            table.column_where(|header| {
                let ours = names.mapped.get(header).map_or(header, String::as_str);
                let is_meant = called.iter().any(|it| it.eq_ignore_ascii_case(ours));
                let is_dropped = names.dropped.iter().any(|it| it == header);
                called.first().filter(|_| is_meant && !is_dropped).copied()
            })
        };
        let id = match &names.id {
            Some(name) => Some(table.column_named(name)?),
            None => find(ID),
        };
        let parts = BIRTH_PARTS.map(find);
        let birth = match find(BIRTH) {
            Some(whole) => vec![whole],
            None if parts.iter().all(Option::is_some) => parts.into_iter().flatten().collect(),
            None => Vec::new(),
        };
        let (given, family, streets) = (find(GIVEN), find(FAMILY), STREETS.map(find));
        let details = [given, family, streets[0], streets[1]].into_iter().chain(OTHER_DETAILS.map(find));
        let columns = Self {
            id,
            entity: find(ENTITY),
            name: find(NAME),
            phones: PHONES.iter().filter_map(|it| find(&[it])).collect(),
            email: find(EMAIL),
            birth,
            address: find(ADDRESS),
            company: find(COMPANY),
            details: details.flatten().collect(),
            given,
            family,
            streets,
        };
        let tells_somebody = columns.name.is_some()
            || !(columns.phones.is_empty() && columns.details.is_empty())
            || columns.email.is_some();
        if tells_somebody {
            Ok(columns)
        } else {
            Err(table.lacks("names, numbers or addresses of people", "--map THEIRS=name"))
        }
    }

    pub(super) fn detail_names(&self) -> Vec<String> {
        self.details.iter().map(|it| it.name().to_owned()).collect()
    }

    /// Given and family name, and two lines of a street, are mistaken for each other.
    pub(super) fn twins(&self) -> Vec<(usize, usize)> {
        let place = |column: Option<Column>| self.details.iter().position(|it| Some(*it) == column);
        let twins = |a, b| Some((place(a)?, place(b)?));
        [twins(self.given, self.family), twins(self.streets[0], self.streets[1])].into_iter().flatten().collect()
    }

    pub(super) fn id(&self, table: &Table) -> Option<String> {
        self.id.map(|it| table.text(it).trim().to_owned())
    }

    /// Who it is: from its column, or from an id as Febrl makes it, `rec-17-dup-2`.
    pub(super) fn entity(&self, table: &Table) -> Option<String> {
        match self.entity {
            Some(column) => Some(table.text(column).trim().to_owned()),
            None => {
                let id = self.id(table)?;
                let (entity, kind) = id.strip_prefix("rec-")?.split_once('-')?;
                (kind == "org" || kind.starts_with("dup-")).then(|| entity.to_owned())
            }
        }
    }

    /// A row, with its details in the places of these.
    pub(super) fn person(&self, table: &Table, details: &[String]) -> Person {
        let text = |column: Column| table.text(column).trim().to_owned();
        let some = |column: Option<Column>| column.map(text).unwrap_or_default();
        let detail = |name: &String| some(self.details.iter().copied().find(|it| it.name() == name));
        Person {
            name: some(self.name),
            phones: self.phones.iter().copied().map(text).filter(|it| !it.is_empty()).collect(),
            email: some(self.email),
            birth: self.birth.iter().copied().map(text).collect::<Vec<_>>().join("-"),
            address: some(self.address),
            company: some(self.company),
            details: details.iter().map(detail).collect(),
        }
    }
}
