//! What customers confirmed lately (P-6), so that it is not asked again.

use daehwa_domain::{
    confirmation::Confirmation,
    customer::{ContactPoint, Customer},
    id::UserId,
    interaction::Channel,
    time::Timestamp,
};

use crate::{DAY_MS, dice::Dice};

/// Of a hundred fields, so many were confirmed within the last 30 days; most of the others long ago.
const LATELY: u64 = 35;

/// Confirms some of the fields. What was confirmed before the centre kept who and where stays as it is.
pub(crate) fn confirm(
    dice: &mut Dice,
    customer: &mut Customer,
    points: &mut [ContactPoint],
    agents: &[UserId],
    now: Timestamp,
) {
    for point in points.iter_mut().filter(|it| !it.retired) {
        if dice.chance(LATELY) {
            let how = confirmation(dice, agents, now);
            (point.verified_ms, point.confirmed) = (Some(how.at_ms), Some(how));
        }
    }
    if dice.chance(LATELY) {
        customer.name_confirmed = Some(Box::new(confirmation(dice, agents, now)));
    }
    if customer.address.is_some() && dice.chance(LATELY) {
        customer.address_confirmed = Some(Box::new(confirmation(dice, agents, now)));
    }
}

fn confirmation(dice: &mut Dice, agents: &[UserId], now: Timestamp) -> Confirmation {
    let at_ms = now.plus_ms(-dice.between(1, 29) * DAY_MS - dice.between(0, DAY_MS / 2));
    let by = *dice.pick(agents);
    let channel = Some(if dice.chance(85) { Channel::Phone } else { Channel::Visit });
    Confirmation { at_ms, by, channel }
}
