//! Writers and receivers.

use daehwa_domain::conversation::is_invisible;
use mail_parser::{Addr, Address};

use crate::{charset::shifted, name::cut, read::Party};

const MAX_NAME_BYTES: usize = 500;
const MAX_ADDRESS_BYTES: usize = 254;

/// The parties of an address header, at most `max`; those without an address that can be answered are left out.
pub(crate) fn parties(address: Option<&Address<'_>>, max: usize) -> Vec<Party> {
    address.into_iter().flat_map(Address::iter).filter_map(party).take(max).collect()
}

fn party(it: &Addr<'_>) -> Option<Party> {
    let address = it.address.as_deref()?.trim();
    let plain =
        !address.chars().any(|it| it.is_whitespace() || it.is_control() || is_invisible(it) || "<>,;".contains(it));
    let whole = address.rsplit_once('@').is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty());
    if !plain || !whole || address.len() > MAX_ADDRESS_BYTES {
        return None;
    }
    let name = it.name.as_deref().map(line).filter(|it| !it.is_empty() && it != address);
    Some(Party { name: name.map(|it| cut(&it, MAX_NAME_BYTES).to_owned()), address: address.to_owned() })
}

/// One line of shown text.
pub(crate) fn line(raw: &str) -> String {
    let text = shifted(raw.to_owned());
    let words = text.split(|it: char| it.is_whitespace() || it.is_control()).filter(|it| !it.is_empty());
    let mut line = words.collect::<Vec<_>>().join(" ");
    line.retain(|it| !is_invisible(it));
    line
}
