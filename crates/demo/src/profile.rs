//! Who a customer is: name, numbers, addresses. Depends on seed and index alone, never on `now`.

use daehwa_domain::{
    customer::{ContactKind, ContactPoint, Customer, CustomerKind, Language, Tier},
    id::{ContactPointId, CustomerId},
    time::Timestamp,
};

use crate::{
    DAY_MS, FEATURED,
    centre::{Centre, OPENED},
    dice::{Dice, Stream},
    names::{self, PersonName},
    numbers::Number,
    places::{self, Place},
    text::Text,
};

/// Customers are looked at in blocks of this size when families are made.
const HOUSEHOLD: u64 = 4;
/// Customers are looked at in blocks of this size when companies are made: one company, and some who work there.
const COMPANY: u64 = 16;
/// The place in its block of the customer that is the company itself.
const COMPANY_PLACE: u64 = 7;

/// Customers up to this one may be somebody of the first, written down once more (D-12): every fortieth.
const WRITTEN_TWICE_UNTIL: u64 = 400;
const WRITTEN_TWICE_EVERY: u64 = 40;

/// Who a customer is, where that is somebody of the first.
fn written_twice(index: u64) -> Option<u64> {
    let is = (FEATURED..WRITTEN_TWICE_UNTIL).contains(&index) && index % WRITTEN_TWICE_EVERY == 24;
    is.then_some(index % FEATURED)
}

/// A customer with contact points, before anything has happened.
pub(crate) struct Profile {
    pub(crate) customer: Customer,
    pub(crate) contact_points: Vec<ContactPoint>,
    /// Where calls come from, the usual one first.
    pub(crate) numbers: Vec<Number>,
    pub(crate) email: Option<String>,
}

impl Profile {
    /// The customer with this index.
    pub(crate) fn new(seed: u64, centre: &Centre, index: u64) -> Self {
        let dice = &mut Dice::new(seed, Stream::Customer(index));
        let created = Timestamp(OPENED.0 - dice.between(0, 8 * 365) * DAY_MS + dice.between(0, DAY_MS - 1));
        let id = CustomerId(dice.id(created));
        let language = if dice.chance(80) { Language::Ko } else { Language::En };
        let profile = if index % COMPANY == COMPANY_PLACE {
            company(seed, centre, index, dice, id, created, language)
        } else {
            person(seed, centre, index, dice, id, created, language)
        };
        match written_twice(index) {
            Some(first) => profile.once_more(Self::new(seed, centre, first)),
            None => profile,
        }
    }

    /// As a Korean who is here already was written down once more: from a form that asks for both names, with the same mail and address and
    /// another mobile.
    fn once_more(mut self, first: Self) -> Self {
        let is_person = [&first.customer, &self.customer].iter().all(|it| it.kind == CustomerKind::Person);
        let Some(email) = first.email.filter(|_| is_person && first.customer.language == Language::Ko) else {
            return self;
        };
        let (family, given) =
            first.customer.name.split_at(first.customer.name.chars().next().map_or(0, char::len_utf8));
        self.contact_points.retain(|it| it.kind == ContactKind::Mobile);
        self.contact_points.truncate(1);
        self.numbers.truncate(1);
        let mail = first.contact_points.into_iter().find(|it| it.kind == ContactKind::Email);
        let id = ContactPointId(uuid::Uuid::from_u128(self.customer.id.0.as_u128() ^ 1));
        self.contact_points.extend(mail.map(|it| ContactPoint {
            id,
            customer: self.customer.id,
            verified_ms: None,
            ..it
        }));
        self.email = Some(email);
        self.customer = Customer {
            team: first.customer.team,
            name: format!("{family} {given}"),
            language: first.customer.language,
            address: first.customer.address,
            time_zone: first.customer.time_zone,
            name_latin: None,
            company: None,
            tier: Tier::Basic,
            preferred_agent: None,
            ..self.customer
        };
        self
    }
}

fn person(
    seed: u64,
    centre: &Centre,
    index: u64,
    dice: &mut Dice,
    id: CustomerId,
    created: Timestamp,
    language: Language,
) -> Profile {
    let family = (language == Language::Ko).then(|| Family::of(seed, index)).flatten();
    let PersonName { full, latin, mailbox } = match language {
        Language::Ko => {
            let surname = family.as_ref().and_then(|family| family.surname);
            let surname = surname.unwrap_or_else(|| names::korean_surname(dice));
            names::korean_person(dice, surname)
        }
        Language::En => names::english_person(dice),
    };
    let employer = dice.chance(15).then(|| Employer::of(seed, index / COMPANY, language));
    let tier = dice.weighted(&[(Tier::Vip, 4), (Tier::Gold, 16), (Tier::Silver, 40), (Tier::Basic, 40)]);

    let mut card = Card::new(id, dice);
    card.add_number(ContactKind::Mobile, Number::mobile(seed, index), None, language);
    if card.dice.chance(12) {
        card.add_number(ContactKind::Mobile, Number::second_mobile(seed, index), Some(SECOND), language);
    }
    if let Some(family) = &family {
        card.add_number(ContactKind::Phone, family.landline.clone(), Some(HOME), language);
    }
    if let Some(employer) = &employer {
        card.add_number(ContactKind::Phone, employer.switchboard.clone(), Some(OFFICE), language);
    }
    let lives_abroad = language == Language::En && card.dice.chance(10);
    if lives_abroad {
        let number = Number::abroad(card.dice);
        card.add_number(ContactKind::Mobile, number, Some(ABROAD), language);
    }
    if card.dice.chance(75) {
        card.add_email(format!("{mailbox}{}@example.com", index % 97));
    }

    let (address, time_zone) = match &family {
        _ if lives_abroad => places::abroad(card.dice),
        Some(family) => (family.address.clone(), "Asia/Seoul"),
        None => (Place::any(card.dice).address(card.dice, language), "Asia/Seoul"),
    };
    let team = if tier == Tier::Vip && index >= FEATURED { centre.premium_team() } else { centre.consumer_team() };
    let agents: Vec<_> = centre.agents(team).map(|agent| agent.id).collect();
    let preferred_agent = card.dice.chance(if tier <= Tier::Gold { 50 } else { 8 }).then(|| *card.dice.pick(&agents));
    let customer = Customer {
        id,
        team,
        kind: CustomerKind::Person,
        name: full,
        name_latin: latin,
        company: employer.map(|employer| employer.name),
        account_no: Some(account_no(index)),
        language,
        tier,
        time_zone: Some(time_zone.into()),
        address: Some(address),
        preferred_agent,
        created_ms: created,
        name_confirmed: None,
        address_confirmed: None,
    };
    card.into_profile(customer)
}

fn company(
    seed: u64,
    centre: &Centre,
    index: u64,
    dice: &mut Dice,
    id: CustomerId,
    created: Timestamp,
    language: Language,
) -> Profile {
    let employer = Employer::of(seed, index / COMPANY, language);
    let tier = dice.weighted(&[(Tier::Vip, 12), (Tier::Gold, 30), (Tier::Silver, 38), (Tier::Basic, 20)]);
    let mut card = Card::new(id, dice);
    card.add_number(ContactKind::Phone, employer.switchboard, Some(SWITCHBOARD), language);
    card.add_number(ContactKind::Mobile, Number::mobile(seed, index), Some(IN_CHARGE), language);
    card.add_number(ContactKind::Fax, employer.fax, None, language);
    card.add_email(format!("office@{}.example", employer.domain));
    let team = if index < FEATURED { centre.consumer_team() } else { centre.business_team() };
    let customer = Customer {
        id,
        team,
        kind: CustomerKind::Company,
        name: employer.name,
        name_latin: (language == Language::Ko).then_some(employer.latin),
        company: None,
        account_no: Some(account_no(index)),
        language,
        tier,
        time_zone: Some("Asia/Seoul".into()),
        address: Some(employer.place.address(card.dice, language)),
        preferred_agent: None,
        created_ms: created,
        name_confirmed: None,
        address_confirmed: None,
    };
    card.into_profile(customer)
}

const SECOND: Text = Text("보조", "Second phone");
const HOME: Text = Text("집", "Home");
const OFFICE: Text = Text("회사", "Office");
const ABROAD: Text = Text("해외", "Abroad");
const SWITCHBOARD: Text = Text("대표번호", "Switchboard");
const IN_CHARGE: Text = Text("담당자", "Person in charge");

/// Some of the customers of a block who live together and share a landline.
struct Family {
    /// `None` for the one who kept another surname.
    surname: Option<Text>,
    landline: Number,
    address: String,
}

impl Family {
    fn of(seed: u64, index: u64) -> Option<Self> {
        let household = index / HOUSEHOLD;
        let dice = &mut Dice::new(seed, Stream::Household(household));
        let members = dice.weighted(&[(0, 60), (2, 25), (3, 15)]);
        let place_at_table = index % HOUSEHOLD;
        if place_at_table >= members {
            return None;
        }
        let surname = names::korean_surname(dice);
        let place = Place::any(dice);
        Some(Self {
            surname: (place_at_table != 1).then_some(surname),
            landline: Number::landline(seed, place.area_code, household),
            address: place.address(dice, Language::Ko),
        })
    }
}

/// The company of a block.
struct Employer {
    name: String,
    latin: String,
    domain: String,
    place: Place,
    switchboard: Number,
    fax: Number,
}

impl Employer {
    fn of(seed: u64, company: u64, language: Language) -> Self {
        let dice = &mut Dice::new(seed, Stream::Company(company));
        let (name, latin, domain) = names::company(dice, language);
        let place = Place::any(dice);
        let line = |extension| Number::office(seed, place.area_code, company, extension);
        Self { name, latin, domain, place, switchboard: line(0), fax: line(1) }
    }
}

/// Contact points being written down.
struct Card<'a> {
    customer: CustomerId,
    dice: &'a mut Dice,
    contact_points: Vec<ContactPoint>,
    numbers: Vec<Number>,
    email: Option<String>,
}

impl<'a> Card<'a> {
    fn new(customer: CustomerId, dice: &'a mut Dice) -> Self {
        Self { customer, dice, contact_points: Vec::with_capacity(4), numbers: Vec::with_capacity(3), email: None }
    }

    fn add_number(&mut self, kind: ContactKind, number: Number, label: Option<Text>, language: Language) {
        let written = number.as_written(self.dice);
        self.add(kind, written, label.map(|label| label.in_language(language).to_owned()));
        if kind != ContactKind::Fax {
            self.numbers.push(number);
        }
    }

    fn add_email(&mut self, address: String) {
        self.add(ContactKind::Email, address.clone(), None);
        self.email = Some(address);
    }

    fn add(&mut self, kind: ContactKind, value: String, label: Option<String>) {
        let primary = !self.contact_points.iter().any(|point| point.kind == kind);
        let verified_ms = self.dice.chance(60).then(|| Timestamp(OPENED.0 + self.dice.between(0, 400) * DAY_MS));
        self.contact_points.push(ContactPoint {
            id: ContactPointId(self.dice.id(OPENED)),
            customer: self.customer,
            kind,
            value,
            label,
            primary,
            verified_ms,
            retired: !primary && self.dice.chance(10),
            confirmed: None,
        });
    }

    fn into_profile(self, customer: Customer) -> Profile {
        Profile { customer, contact_points: self.contact_points, numbers: self.numbers, email: self.email }
    }
}

fn account_no(index: u64) -> String {
    format!("DH{:08}", 10_000_000 + index * 7 % 90_000_000)
}
