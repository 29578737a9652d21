//! Sign-in names, token families, who a token stands for.

use daehwa_domain::{
    id::{TenantId, UserId},
    time::Timestamp,
};
use daehwa_store::{
    Identity, StoreError,
    accounts::{Family, FamilyId, NotIdentified, Rotation, TokenHashes},
};

use crate::{
    centre::{Centre, NOW, id, server_stamp},
    ground::Ground,
};

const MINUTE_MS: i64 = 60_000;

fn hashes(number: u8) -> TokenHashes {
    TokenHashes {
        access: [number; 32],
        access_until_ms: NOW.plus_ms(15 * MINUTE_MS),
        refresh: [number + 100; 32],
        refresh_until_ms: NOW.plus_ms(24 * 60 * MINUTE_MS),
    }
}

async fn sign_in(centre: &Centre, who: &Identity, number: u8) -> FamilyId {
    let id = FamilyId { tenant: centre.tenant, id: id() };
    let family = Family { id, user: who.user.id, device: who.device, hashes: hashes(number), begun_ms: NOW };
    centre.store.begin_family(&family).await.unwrap();
    id
}

pub async fn a_tenant_is_made_once(ground: &Ground) {
    let store = ground.store().await;
    let first = store.tenant("default", TenantId(id())).await.unwrap();
    let second = ground.store().await.tenant("default", TenantId(id())).await.unwrap();
    assert_eq!(first, second);
}

pub async fn a_sign_in_name_is_taken_once(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let mut other = centre.agent_a.user.clone();
    other.id = UserId(id());
    let taken = centre.store.put_user(centre.tenant, &other, server_stamp(1)).await;
    assert!(matches!(taken, Err(StoreError::LoginTaken)));
    assert_eq!(centre.store.users(centre.tenant).await.unwrap().len(), 3);

    assert!(centre.store.credential("agent-a").await.unwrap().is_none());
    centre.store.set_password(centre.tenant, centre.agent_a.user.id, "$argon2id$…").await.unwrap();
    let credential = centre.store.credential("agent-a").await.unwrap().unwrap();
    assert_eq!((credential.user.id, credential.password_hash.as_str()), (centre.agent_a.user.id, "$argon2id$…"));
    assert!(centre.store.credential("nobody").await.unwrap().is_none());
}

// security.md, 7
pub async fn a_refresh_token_works_once_and_its_second_use_ends_the_family(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let family = sign_in(&centre, &centre.agent_a, 1).await;
    let rotated = centre.store.rotate(family, &hashes(1).refresh, &hashes(2), NOW).await.unwrap();
    assert!(matches!(rotated, Rotation::Rotated(identity) if identity.user == centre.agent_a.user));
    assert!(centre.store.identify(family, &hashes(2).access, NOW).await.unwrap().is_ok());
    let reused = centre.store.rotate(family, &hashes(1).refresh, &hashes(3), NOW).await.unwrap();
    assert!(matches!(reused, Rotation::Reused));
    assert_eq!(centre.store.identify(family, &hashes(2).access, NOW).await.unwrap(), Err(NotIdentified::SignIn));
    let dead = centre.store.rotate(family, &hashes(2).refresh, &hashes(4), NOW).await.unwrap();
    assert!(matches!(dead, Rotation::Refused(NotIdentified::SignIn)));
}

pub async fn one_of_two_refreshes_at_the_same_moment_wins_and_the_family_ends(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let other = ground.store().await;
    let family = sign_in(&centre, &centre.agent_a, 1).await;
    let (spent, two, three) = (hashes(1).refresh, hashes(2), hashes(3));
    let (one, two) =
        tokio::join!(centre.store.rotate(family, &spent, &two, NOW), other.rotate(family, &spent, &three, NOW));
    let outcomes = [one.unwrap(), two.unwrap()];
    assert_eq!(outcomes.iter().filter(|it| matches!(it, Rotation::Rotated(_))).count(), 1);
    assert_eq!(outcomes.iter().filter(|it| matches!(it, Rotation::Reused)).count(), 1);
    assert_eq!(centre.store.identify_again(family).await.unwrap(), Err(NotIdentified::SignIn));
}

pub async fn an_access_token_stands_for_its_user_until_it_lapses(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let family = sign_in(&centre, &centre.agent_a, 1).await;
    let identity = centre.store.identify(family, &hashes(1).access, NOW).await.unwrap().unwrap();
    assert_eq!((&identity.user, identity.device), (&centre.agent_a.user, centre.agent_a.device));
    let nobody = Err(NotIdentified::SignIn);
    let lapsed = Timestamp(NOW.0 + 15 * MINUTE_MS);
    assert_eq!(centre.store.identify(family, &hashes(1).access, lapsed).await.unwrap(), nobody);
    assert_eq!(centre.store.identify(family, &hashes(9).access, NOW).await.unwrap(), nobody);
    let stranger = FamilyId { id: id(), ..family };
    assert_eq!(centre.store.identify(stranger, &hashes(1).access, NOW).await.unwrap(), nobody);
    let too_late = Timestamp(NOW.0 + 24 * 60 * MINUTE_MS);
    let refreshed = centre.store.rotate(family, &hashes(1).refresh, &hashes(2), too_late).await.unwrap();
    assert!(matches!(refreshed, Rotation::Refused(NotIdentified::SignIn)));
}

// security.md, 7
pub async fn a_disabled_user_and_a_revoked_device_are_told_so(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let family = sign_in(&centre, &centre.agent_a, 1).await;
    let mut user = centre.agent_a.user.clone();
    user.disabled = true;
    centre.store.put_user(centre.tenant, &user, server_stamp(2)).await.unwrap();
    assert_eq!(centre.store.identify_again(family).await.unwrap(), Err(NotIdentified::Disabled));
    let refreshed = centre.store.rotate(family, &hashes(1).refresh, &hashes(2), NOW).await.unwrap();
    assert!(matches!(refreshed, Rotation::Refused(NotIdentified::Disabled)));

    let family = sign_in(&centre, &centre.agent_b, 3).await;
    assert_eq!(centre.store.greet_device(&centre.agent_b, NOW).await.unwrap(), Some(0));
    centre.store.revoke_device(centre.tenant, centre.agent_b.device, NOW).await.unwrap();
    assert_eq!(centre.store.greet_device(&centre.agent_b, NOW).await.unwrap(), None);
    let again = centre.store.identify(family, &hashes(3).access, NOW).await.unwrap();
    assert_eq!(again, Err(NotIdentified::DeviceRevoked));
}

pub async fn signing_out_ends_only_its_own_family(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (one, two) = (sign_in(&centre, &centre.agent_a, 1).await, sign_in(&centre, &centre.agent_a, 2).await);
    assert!(!centre.store.end_family(one, &hashes(2).refresh, NOW).await.unwrap());
    assert!(centre.store.end_family(one, &hashes(1).refresh, NOW).await.unwrap());
    assert_eq!(centre.store.identify_again(one).await.unwrap(), Err(NotIdentified::SignIn));
    assert!(centre.store.identify_again(two).await.unwrap().is_ok());
    centre.store.end_families_of(centre.tenant, centre.agent_a.user.id, NOW).await.unwrap();
    assert_eq!(centre.store.identify_again(two).await.unwrap(), Err(NotIdentified::SignIn));
}
