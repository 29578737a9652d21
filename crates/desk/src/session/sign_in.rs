//! Signing in and out, and going on after a restart.

use std::sync::Arc;

use daehwa_cache::Cache;
use daehwa_domain::{id::DeviceId, time::Timestamp};
use tokio::task::spawn_blocking;

use super::{
    ServerFault,
    accounts::{Account, Accounts},
    open::LocalKey,
    server_api::{ServerApi, server_url},
    tokens::{KeptSession, TokenStore},
    vault::Verifier,
};
use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        session::{Session, SignInForm},
    },
    commands::Tag,
    shift::{OpenAccount, Shift},
};

const MAX_LOGIN_BYTES: usize = 256;
const MAX_PASSWORD_BYTES: usize = 1024;
/// Wrong passwords without the server before the first pause; each further one doubles it.
const FREE_ATTEMPTS: u32 = 5;
const FIRST_PAUSE_MS: i64 = 30_000;
const LONGEST_PAUSE_MS: i64 = 15 * 60_000;

/// Wrong passwords given while the server could not be asked: it is the server that limits guessing otherwise.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    wrong: u32,
    last_ms: Timestamp,
}

impl Attempts {
    /// How long to wait still, in milliseconds.
    fn pause_ms(&self, now: Timestamp) -> i64 {
        let Some(beyond) = self.wrong.checked_sub(FREE_ATTEMPTS) else { return 0 };
        let pause_ms = FIRST_PAUSE_MS.checked_shl(beyond.min(10)).unwrap_or(LONGEST_PAUSE_MS).min(LONGEST_PAUSE_MS);
        // A clock that was set back does not shorten the pause.
        (pause_ms - now.since_ms(self.last_ms).max(0)).max(0)
    }

    fn count_wrong(&mut self, now: Timestamp) {
        self.wrong = self.wrong.saturating_add(1);
        self.last_ms = now;
    }
}

/// An account whose local data is open, or can be made.
struct Local {
    id: String,
    account: Option<Account>,
    key: LocalKey,
    /// `None` before the first sign-in here.
    cache: Option<Arc<Cache>>,
    device: DeviceId,
}

impl Desk {
    /// Signs in to the server, or unlocks the local data when the server can't be reached.
    pub async fn sign_in(&self, form: SignInForm) -> Result<Session, CommandError> {
        self.wait_until_resumed().await;
        let server_url = server_url(&form.server_url)?;
        let login = form.login.trim().to_owned();
        if login.is_empty() || login.len() > MAX_LOGIN_BYTES {
            return Err(CommandError::invalid("login"));
        }
        if form.password.is_empty() || form.password.len() > MAX_PASSWORD_BYTES {
            return Err(CommandError::invalid("password"));
        }
        let mut attempts = self.inner.changing_session.lock().await;
        let api = self.server_api(&server_url)?;
        let id = Accounts::id(&server_url, &login);
        if let Some(shift) = self.current_shift() {
            // Somebody else's calls and notes must not end by the way.
            if shift.account_id != id {
                return Err(CommandError::new(ErrorCode::NotAllowed));
            }
            self.sign_in_again(&shift, &api, &login, &form.password).await?;
            return Ok(self.session());
        }
        let local = self.open_local(id, form.passphrase).await?;
        match api.sign_in(&login, &form.password, local.device).await {
            Ok(tokens) => {
                *attempts = Attempts::default();
                let desk = self.clone();
                let (user, device) = (tokens.user.clone(), local.device);
                let account =
                    Account { server_url, login, user: user.id, device, sealed_key: local.key.sealed.clone() };
                let opened = spawn_blocking(move || {
                    let cache = desk.remember_account(&local, &account)?;
                    let store = TokenStore::new(&cache, user.id);
                    store.keep_tokens(&tokens, desk.host().now())?;
                    if let Some(verifier) = Verifier::new(&**desk.host(), &form.password) {
                        store.keep_verifier(&verifier)?;
                    }
                    let (id, server_url) = (local.id, account.server_url);
                    Ok::<_, CommandError>(OpenAccount { id, server_url, user: tokens.user, cache })
                })
                .await
                .map_err(crashed)??;
                self.begin_shift(opened, api)?;
            }
            Err(ServerFault::Unreachable(error)) => {
                tracing::info!(?error, "sign-in without the server");
                let opened = self.check_without_server(local, form.password, &mut attempts).await?;
                self.begin_shift(opened, api)?;
            }
            Err(fault) => return Err(fault.into()),
        }
        Ok(self.session())
    }

    /// Signs out. Unsent work stays in the local data and is sent after the next sign-in.
    pub async fn sign_out(&self, (): ()) -> Result<(), CommandError> {
        let _one_at_a_time = self.inner.changing_session.lock().await;
        let shift = self.shift()?;
        if shift.has_live_calls() {
            return Err(CommandError::new(ErrorCode::CallState));
        }
        self.end_shift(true).await
    }

    /// Ends the session; `forget` when nothing may go on by itself afterwards.
    pub(crate) async fn end_shift(&self, forget: bool) -> Result<(), CommandError> {
        let Some(shift) = self.take_shift() else { return Ok(()) };
        shift.end();
        if let Err(error) = self.inner.telephone.set_account(None).await {
            tracing::warn!(%error, "the line was not given up");
        }
        self.host().tray(Default::default(), shift.settings().language);
        let store = TokenStore::new(&shift.cache, shift.user.id);
        let session = store.session()?;
        if forget {
            store.forget_session()?;
            let over = shift.agent.lock().clone().over(Timestamp::default());
            shift.cache.set_agent_log(shift.user.id, &over)?;
            if let Some(token) = session.and_then(|session| session.refresh_token) {
                let api = self.server_api(&shift.server_url)?;
                // Without waiting: the server may be down.
                tokio::spawn(async move { api.sign_out(&token).await });
            }
        }
        Ok(())
    }

    /// Goes on with the last session, where that is safe; see [`super`].
    pub(crate) async fn resume_last_session(self) {
        let _one_at_a_time = self.inner.changing_session.lock().await;
        let desk = self.clone();
        let resumed = spawn_blocking(move || desk.open_last_session()).await;
        match resumed {
            Ok(Ok(Some(account))) => {
                let begun = self.server_api(&account.server_url).and_then(|api| self.begin_shift(account, api));
                match begun {
                    Ok(()) => tracing::info!("the last session goes on"),
                    Err(error) => tracing::warn!(?error, "the last session does not go on"),
                }
            }
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::warn!(?error, "the last session does not go on"),
            Err(error) => tracing::error!(%error, "the last session does not go on"),
        }
        self.mark_resumed();
        self.emit_stale(vec![Tag::Session], Vec::new());
    }

    fn open_last_session(&self) -> Result<Option<OpenAccount>, CommandError> {
        let last = self.inner.accounts.lock().last().map(|(id, account)| (id.to_owned(), account.clone()));
        let Some((id, account)) = last else { return Ok(None) };
        let path = self.inner.accounts.lock().cache_path(&id);
        if account.sealed_key.is_some() || !path.exists() {
            return Ok(None);
        }
        let key = self.local_key(&id, Some(&account), None)?;
        let cache = self.open_cache(&path, &key, account.device)?;
        let store = TokenStore::new(&cache, account.user);
        let goes_on = store.session()?.is_some_and(|session| session.resumes(self.host().now()));
        let user = store.user()?.filter(|_| goes_on);
        Ok(user.map(|user| OpenAccount { id, server_url: account.server_url, user, cache }))
    }

    /// Opens the local data of an account as far as there is any.
    async fn open_local(&self, id: String, passphrase: Option<String>) -> Result<Local, CommandError> {
        let desk = self.clone();
        spawn_blocking(move || {
            let account = desk.inner.accounts.lock().get(&id).cloned();
            let key = desk.local_key(&id, account.as_ref(), passphrase.as_deref())?;
            let path = desk.inner.accounts.lock().cache_path(&id);
            let device = account.as_ref().map_or_else(|| desk.host().new_id(), |account| account.device);
            let cache = match path.exists() {
                true => {
                    desk.keep_local_key(&id, &key)?;
                    Some(desk.open_cache(&path, &key, device)?)
                }
                false => None,
            };
            // What was sent under the file's own id is counted under it.
            let device = match &cache {
                Some(cache) => cache.sync_state()?.device,
                None => device,
            };
            Ok(Local { id, account, key, cache, device })
        })
        .await
        .map_err(crashed)?
    }

    /// After the server accepted the sign-in: makes the local data of a new account, and keeps the account.
    fn remember_account(&self, local: &Local, account: &Account) -> Result<Arc<Cache>, CommandError> {
        let is_someone_else = local.account.as_ref().is_some_and(|before| before.user != account.user);
        if is_someone_else {
            // The sign-in name was given to another person, who must not see what the first one left here.
            return Err(CommandError::with(ErrorCode::NotAllowed, "login"));
        }
        let cache = match &local.cache {
            Some(cache) => cache.clone(),
            None => {
                self.keep_local_key(&local.id, &local.key)?;
                let path = self.inner.accounts.lock().cache_path(&local.id);
                self.open_cache(&path, &local.key, local.device)?
            }
        };
        self.inner.accounts.lock().put(&local.id, account.clone())?;
        Ok(cache)
    }

    /// Compares the password with what the last sign-in at the server left behind.
    async fn check_without_server(
        &self,
        local: Local,
        password: String,
        attempts: &mut Attempts,
    ) -> Result<OpenAccount, CommandError> {
        let never_signed_in = || CommandError::new(ErrorCode::ServerUnreachable).passing();
        let (Some(account), Some(cache)) = (local.account, local.cache) else {
            return Err(never_signed_in());
        };
        let now = self.host().now();
        let pause_ms = attempts.pause_ms(now);
        if pause_ms > 0 {
            let seconds = pause_ms.div_euclid(1000) + 1;
            return Err(CommandError::with(ErrorCode::TooManyAttempts, seconds.to_string()).passing());
        }
        let store = TokenStore::new(&cache, account.user);
        let (Some(verifier), Some(user)) = (store.verifier()?, store.user()?) else { return Err(never_signed_in()) };
        let accepted = spawn_blocking(move || verifier.accepts(&password)).await.map_err(crashed)?;
        if !accepted {
            attempts.count_wrong(now);
            return Err(CommandError::new(ErrorCode::WrongPassword));
        }
        *attempts = Attempts::default();
        let before = store.session()?;
        store.keep_session(&KeptSession {
            access_token: None,
            refresh_token: before.and_then(|session| session.refresh_token),
            seen_ms: now,
        })?;
        let server_url = account.server_url.clone();
        self.inner.accounts.lock().put(&local.id, account)?;
        Ok(OpenAccount { id: local.id, server_url, user, cache })
    }

    /// The same person again, after the server asked for it: calls and everything else go on.
    async fn sign_in_again(
        &self,
        shift: &Arc<Shift>,
        api: &ServerApi,
        login: &str,
        password: &str,
    ) -> Result<(), CommandError> {
        let device = shift.cache.sync_state()?.device;
        let tokens = api.sign_in(login, password, device).await?;
        if tokens.user.id != shift.user.id {
            return Err(CommandError::with(ErrorCode::NotAllowed, "login"));
        }
        TokenStore::new(&shift.cache, shift.user.id).keep_tokens(&tokens, self.host().now())?;
        shift.uplink.signed_in_again();
        Ok(())
    }
}

fn crashed(error: tokio::task::JoinError) -> CommandError {
    tracing::error!(%error, "a task crashed");
    CommandError::new(ErrorCode::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_passwords_without_the_server_cost_more_and_more_time() {
        let mut attempts = Attempts::default();
        for _ in 0..FREE_ATTEMPTS {
            assert_eq!(attempts.pause_ms(Timestamp(0)), 0);
            attempts.count_wrong(Timestamp(0));
        }
        assert_eq!(attempts.pause_ms(Timestamp(0)), FIRST_PAUSE_MS);
        assert_eq!(attempts.pause_ms(Timestamp(-90_000_000)), FIRST_PAUSE_MS);
        assert_eq!(attempts.pause_ms(Timestamp(FIRST_PAUSE_MS)), 0);
        attempts.count_wrong(Timestamp(0));
        assert_eq!(attempts.pause_ms(Timestamp(0)), 2 * FIRST_PAUSE_MS);
        for _ in 0..50 {
            attempts.count_wrong(Timestamp(0));
        }
        assert_eq!(attempts.pause_ms(Timestamp(0)), LONGEST_PAUSE_MS);
    }
}
