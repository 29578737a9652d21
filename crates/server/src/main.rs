//! `daehwa-server`: serves, and looks after users.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use daehwa_domain::{
    customer::Language,
    id::{CustomerId, DeviceId, TenantId},
    interaction::Channel,
    people::Role,
};
use daehwa_server::{
    audit,
    chat::ChatLimits,
    mail::{Accounts, Mail, take_file},
    people::{NewMailbox, NewUser, People},
    seed::{Seed, Size, sow},
    serve::{DAY_MS, Running, Settings},
    texts::Callers,
    tls::Certificate,
    topic_model,
    web::{
        WebLimits,
        sites::{NewKey, Sites},
    },
};
use daehwa_store::{Store, ledger::Retention, mail::MailTaken};
use tracing_subscriber::EnvFilter;

/// Rows of the audit log that are read in one go.
const AUDIT_ROWS: u32 = 1_000;

/// The central server of Daehwa.
#[derive(Parser)]
#[command(name = "daehwa-server", version, about)]
struct Arguments {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct Place {
    /// Folder for what the server keeps: the database (unless --database says otherwise) and its own certificate.
    #[arg(long, global = true, default_value = "daehwa-data", env = "DAEHWA_SERVER_DATA")]
    data: PathBuf,
    /// sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE. Default: server.db in the data folder.
    #[arg(long, global = true, env = "DAEHWA_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the server until it is told to stop (Ctrl+C, SIGTERM).
    Serve(Serve),
    /// Adds a user; the password comes from DAEHWA_PASSWORD or as a line on standard input.
    AddUser(AddUser),
    /// Sets a user's password and signs the user out everywhere.
    SetPassword {
        /// Sign-in name.
        login: String,
    },
    /// Keeps a user from signing in; open connections end within 5 seconds.
    DisableUser {
        /// Sign-in name.
        login: String,
    },
    /// Lets a disabled user sign in again.
    EnableUser {
        /// Sign-in name.
        login: String,
    },
    /// Lists the users.
    Users,
    /// Refuses a desktop from now on, such as a stolen one.
    RevokeDevice {
        /// Its id, as the log shows it.
        device: DeviceId,
    },
    /// Erases a customer: all data goes, here and on every desktop; only the id is remembered, so that nothing comes back.
    Erase {
        /// The customer's id.
        customer: CustomerId,
    },
    /// Learns at once which words speak for which topic, from what people decided. A running server does so by itself, every day.
    Learn,
    /// Looks after the company's web sites that tell what visitors read.
    #[command(subcommand)]
    Site(Site),
    /// Looks after the mailboxes that people see.
    #[command(subcommand)]
    Mailbox(MailboxCommand),
    /// Looks into the audit log: who did what to what, when and from where.
    #[command(subcommand)]
    Audit(Audit),
    /// Fills an empty server with a demonstration's centre. All its users get the same password.
    Seed {
        /// How many customers; each has about five contacts.
        #[arg(long, default_value_t = 2_000)]
        customers: u64,
        /// As many customers as have at least so many contacts.
        #[arg(long, conflicts_with = "customers")]
        interactions: Option<u64>,
        /// What everything is made from.
        #[arg(long, default_value_t = daehwa_demo::DEFAULT_SEED)]
        seed: u64,
    },
}

#[derive(Subcommand)]
enum Audit {
    /// Prints it, one row a line (JSON).
    List {
        /// Rows behind this number.
        #[arg(long, default_value_t = 0)]
        after: u64,
    },
    /// Goes through it and says whether anything was changed, taken out, moved or cut off since it was written.
    Check {
        /// The heads that were written down; audit-heads.txt in the data folder, when not given.
        #[arg(long)]
        heads: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum Site {
    /// Adds a site and prints its id and key.
    Add {
        /// What people call it.
        name: String,
        /// Where its pages are, such as https://www.example.com; several times for several.
        #[arg(long = "origin")]
        origins: Vec<String>,
    },
    /// Says anew where a site's pages are.
    Origins {
        /// The site's id.
        site: String,
        /// Such as https://www.example.com; several times for several.
        #[arg(long = "origin")]
        origins: Vec<String>,
    },
    /// Gives a site a new key and prints it; the one before holds for 7 more days.
    NewKey {
        /// The site's id.
        site: String,
    },
    /// Ends the keys that were replaced at once, such as a stolen one.
    EndOldKeys {
        /// The site's id.
        site: String,
    },
    /// Puts a chat on a site's pages, whose lines go to a mailbox; none without one.
    Chat {
        /// The site's id.
        site: String,
        /// The mailbox's key.
        #[arg(long)]
        mailbox: Option<String>,
    },
    /// Removes a site with its visitors' history and counts; contacts of customers stay.
    Remove {
        /// The site's id.
        site: String,
    },
    /// Lists the sites with what came in the last 30 days and what was kept of it.
    List,
    /// Lists the pages that no rule knows, the most read first.
    Pages,
    /// Takes a page off that list; it comes back when it is read again.
    ForgetPage {
        /// The site's id.
        site: String,
        /// The page as it is listed.
        page: String,
    },
}

#[derive(Subcommand)]
enum MailboxCommand {
    /// Adds a mailbox, or changes the one with this key.
    Add(AddMailbox),
    /// Lists the mailboxes.
    List,
    /// Takes mails from files (RFC 5322, .eml) as if they had just come, such as one that could not be stored.
    Take {
        /// The mailbox.
        key: String,
        /// Each holds a mail.
        files: Vec<PathBuf>,
    },
}

#[derive(Args)]
struct AddMailbox {
    /// The word by which the file of accounts names it.
    key: String,
    /// For what it is.
    #[arg(long, value_enum, default_value = "email")]
    channel: ChannelName,
    /// The address that customers see.
    #[arg(long)]
    address: String,
    /// The name beside it; the address when not given.
    #[arg(long)]
    name: Option<String>,
    /// The team that answers, by its name; made when it is new.
    #[arg(long)]
    team: String,
    /// What stands under messages.
    #[arg(long, default_value = "")]
    signature: String,
    /// Within how many minutes customers are to have an answer.
    #[arg(long, default_value_t = 24 * 60)]
    answer_within_min: u32,
    /// By what customers refuse advertising without paying, such as a number that begins with 080.
    #[arg(long, default_value = "")]
    free_refusal: String,
}

#[derive(Args)]
struct Serve {
    /// Address and port; port 0 lets the system choose.
    #[arg(long, default_value = "127.0.0.1:4870")]
    listen: SocketAddr,
    /// Certificate chain (PEM).
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key (PEM).
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Makes a certificate, keeps it in the data folder, and prints its fingerprint.
    #[arg(long, conflicts_with = "tls_cert")]
    tls_self_signed: bool,
    /// Names and addresses in the certificate that is made.
    #[arg(long = "tls-name", requires = "tls_self_signed")]
    tls_names: Vec<String>,
    /// Days for which a desktop can be away and go on where it was; after more it fills again.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    keep_log_days: u16,
    /// Days for which a desktop can send again what it sent, when it never heard that it was taken.
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u16).range(1..))]
    keep_ops_days: u16,
    /// Events of one visitor of a web site in a minute; more is no person reading.
    #[arg(long, default_value_t = WebLimits::default().visitor_a_minute)]
    web_visitor_a_minute: u32,
    /// Events of web sites from one address in a minute.
    #[arg(long, default_value_t = WebLimits::default().address_a_minute)]
    web_address_a_minute: u32,
    /// Events of one web site in a minute.
    #[arg(long, default_value_t = WebLimits::default().site_a_minute)]
    web_site_a_minute: u32,
    /// Lines and files of one chat in a minute; more is no person writing.
    #[arg(long, default_value_t = ChatLimits::default().chat_a_minute)]
    chat_lines_a_minute: u32,
    /// Lines and files of chats from one address in a minute.
    #[arg(long, default_value_t = ChatLimits::default().address_a_minute)]
    chat_address_a_minute: u32,
    /// KiB of files from an address in a minute.
    #[arg(long, default_value_t = ChatLimits::default().address_file_kib_a_minute)]
    chat_address_file_kib_a_minute: u32,
    /// Chats that begin from one address in a minute.
    #[arg(long, default_value_t = ChatLimits::default().new_a_minute)]
    chat_new_a_minute: u32,
    /// Visitors who chat from one address at once.
    #[arg(long, default_value_t = ChatLimits::default().address_at_once)]
    chat_address_at_once: u32,
    /// Visitors who chat at once.
    #[arg(long, default_value_t = ChatLimits::default().at_once)]
    chat_at_once: u32,
    /// A proxy stands before the server: addresses are the last that X-Forwarded-For names.
    #[arg(long)]
    behind_proxy: bool,
    /// Days for which a visitor of a web site is remembered who does not come back.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..))]
    keep_visitors_days: u16,
    /// Days for which the daily counts of web sites are kept, and pages that no rule knows and nobody reads any more.
    #[arg(long, default_value_t = 800, value_parser = clap::value_parser!(u16).range(31..))]
    keep_counts_days: u16,
    /// File that says how mailboxes are reached.
    #[arg(long, env = "DAEHWA_MAIL")]
    mail: Option<PathBuf>,
    /// Allows to listen without TLS on an address that other machines reach: passwords travel in clear.
    #[arg(long)]
    insecure: bool,
}

#[derive(Args)]
struct AddUser {
    /// Sign-in name.
    #[arg(long)]
    login: String,
    /// Name that others see; the sign-in name when not given.
    #[arg(long)]
    name: Option<String>,
    /// What the user may do.
    #[arg(long, value_enum, default_value = "agent")]
    role: RoleName,
    /// Name of a team, several times for several; made when it is new.
    #[arg(long = "team")]
    teams: Vec<String>,
    /// Preferred language.
    #[arg(long, value_enum, default_value = "ko")]
    language: LanguageName,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    Agent,
    Supervisor,
    Administrator,
}

#[derive(Clone, Copy, ValueEnum)]
enum ChannelName {
    Email,
    Chat,
    Sms,
    Fax,
}

#[derive(Clone, Copy, ValueEnum)]
enum LanguageName {
    Ko,
    En,
}

#[tokio::main]
async fn main() -> Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let colours = io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(colours).init();
    let Arguments { place, command } = Arguments::parse();
    let store = open(&place).await?;
    match command {
        Command::Serve(options) => serve(store, &place.data, options).await,
        command => administer(store, &place.data, command).await,
    }
}

async fn open(place: &Place) -> Result<Arc<dyn Store>> {
    let url = match &place.database {
        Some(url) => url.clone(),
        None => {
            std::fs::create_dir_all(&place.data)
                .with_context(|| format!("can't make the folder {}", place.data.display()))?;
            format!("sqlite:{}", place.data.join("server.db").display())
        }
    };
    daehwa_store::open(&url).await.context("can't open the database")
}

async fn serve(store: Arc<dyn Store>, data: &Path, options: Serve) -> Result<()> {
    let certificate = certificate(data, &options)?;
    let accounts = options.mail.as_deref().map(Accounts::read).transpose().context("can't read the mailboxes")?;
    if certificate.is_none() && !options.listen.ip().is_loopback() && !options.insecure {
        bail!(
            "{} is reached by other machines, and without TLS passwords would travel in clear: \
             give --tls-cert and --tls-key, or --tls-self-signed (or --insecure behind a proxy that ends TLS)",
            options.listen.ip()
        );
    }
    let tenant = People::of_default_tenant(store.clone()).await?.tenant();
    let anchoring = tokio::spawn(audit::anchor(store.clone(), tenant, audit::anchor_file(data)));
    let listener = TcpListener::bind(options.listen).with_context(|| format!("can't listen on {}", options.listen))?;
    let tls = match &certificate {
        Some(certificate) => Some(certificate.settings().await?),
        None => None,
    };
    let keep = Retention {
        log_ms: i64::from(options.keep_log_days) * DAY_MS,
        ops_ms: i64::from(options.keep_ops_days) * DAY_MS,
    };
    let web = WebLimits {
        visitor_a_minute: options.web_visitor_a_minute,
        address_a_minute: options.web_address_a_minute,
        site_a_minute: options.web_site_a_minute,
        behind_proxy: options.behind_proxy,
    };
    let chat = ChatLimits {
        chat_a_minute: options.chat_lines_a_minute,
        address_a_minute: options.chat_address_a_minute,
        address_file_kib_a_minute: options.chat_address_file_kib_a_minute,
        new_a_minute: options.chat_new_a_minute,
        address_at_once: options.chat_address_at_once,
        at_once: options.chat_at_once,
    };
    let keep_visitors_ms = i64::from(options.keep_visitors_days) * DAY_MS;
    let keep_counts_ms = i64::from(options.keep_counts_days) * DAY_MS;
    let callers = Arc::new(accounts.as_ref().map(Callers::of).unwrap_or_default());
    let settings = Settings { keep, web, chat, keep_visitors_ms, keep_counts_ms, callers, ..Settings::default() };
    let mut running = Running::start(listener, tls, store.clone(), settings)?;
    let learning = tokio::spawn(topic_model::learn_on(store.clone(), tenant));
    let mail = accounts.map(|it| Mail::start(store, running.hub().clone(), tenant, it));
    let scheme = if certificate.is_some() { "https" } else { "http" };
    say(&format!("listening on {scheme}://{}", running.address()))?;
    if let Some(certificate) = certificate {
        say(&format!("certificate SHA-256 {}", certificate.fingerprint()?))?;
    }
    tokio::select! {
        error = running.failed() => return Err(error.into()),
        stopped = told_to_stop() => stopped?,
    }
    tracing::info!("stopping");
    anchoring.abort();
    learning.abort();
    drop(mail);
    Ok(running.stop().await?)
}

fn certificate(data: &Path, options: &Serve) -> Result<Option<Certificate>> {
    if let (Some(certificate), Some(key)) = (&options.tls_cert, &options.tls_key) {
        return Ok(Some(Certificate { certificate: certificate.clone(), key: key.clone() }));
    }
    if !options.tls_self_signed {
        return Ok(None);
    }
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    if !options.listen.ip().is_unspecified() && !options.listen.ip().is_loopback() {
        names.push(options.listen.ip().to_string());
    }
    names.extend(options.tls_names.iter().cloned());
    Ok(Some(Certificate::self_signed(&data.join("tls"), names)?))
}

async fn told_to_stop() -> Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}

async fn administer(store: Arc<dyn Store>, data: &Path, command: Command) -> Result<()> {
    let people = People::of_default_tenant(store.clone()).await?;
    match command {
        Command::Serve(_) => {}
        Command::AddUser(new) => {
            let user = people.add(new_user(new)?).await?;
            say(&format!("{} can sign in", user.login))?;
        }
        Command::SetPassword { login } => people.set_password(&login, &password()?).await?,
        Command::DisableUser { login } => people.set_disabled(&login, true).await?,
        Command::EnableUser { login } => people.set_disabled(&login, false).await?,
        Command::Users => {
            for user in people.users().await? {
                let state = if user.disabled { "disabled" } else { "" };
                say(&format!("{}\t{:?}\t{}\t{state}", user.login, user.role, user.name))?;
            }
        }
        Command::RevokeDevice { device } => people.revoke_device(device).await?,
        Command::Erase { customer } => match people.erase(customer).await? {
            true => say("erased")?,
            false => say("no such customer here; one that still arrives under this id is refused")?,
        },
        Command::Learn => match topic_model::learn_now(&*store, people.tenant()).await? {
            Some(model) => say(&format!("{} topics from {} dialogues", model.topics.len(), model.dialogues))?,
            None => say("too few dialogues on at least two topics")?,
        },
        Command::Site(command) => look_after_sites(Sites::of_default_tenant(store).await?, command).await?,
        Command::Mailbox(command) => look_after_mailboxes(store.as_ref(), &people, command).await?,
        Command::Audit(command) => look_into_audit(store, people.tenant(), data, command).await?,
        Command::Seed { customers, interactions, seed } => {
            let size = interactions.map_or(Size::Customers(customers), Size::Interactions);
            let sown = sow(store, &Seed { seed, size, password: password()? }).await?;
            say(&format!("{} customers, {} contacts, {} rows", sown.customers, sown.interactions, sown.rows))?;
        }
    }
    Ok(())
}

async fn look_after_sites(sites: Sites, command: Site) -> Result<()> {
    match command {
        Site::Add { name, origins } => say_key(&sites.add(&name, &origins).await?)?,
        Site::Origins { site, origins } => sites.set_origins(&site, &origins).await?,
        Site::NewKey { site } => say_key(&sites.replace_key(&site).await?)?,
        Site::EndOldKeys { site } => sites.end_replaced_keys(&site).await?,
        Site::Chat { site, mailbox } => sites.set_chat(&site, mailbox.as_deref()).await?,
        Site::Remove { site } => sites.remove(&site).await?,
        Site::List => {
            let report = sites.report().await?;
            say("site\tname\torigins\tkeys\tstored\tduplicate\tunknown\tbots\tno consent\trefused\traw B\tstored B")?;
            for site in sites.all().await? {
                let it = report.get(&site.id).copied().unwrap_or_default();
                let (origins, keys) = (site.origins.join(" "), site.keys.len());
                say(&format!(
                    "{}\t{}\t{origins}\t{keys}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                    site.id,
                    site.name,
                    it.stored,
                    it.duplicate,
                    it.unknown,
                    it.bot,
                    it.unconsented,
                    it.refused,
                    it.raw_bytes,
                    it.stored_bytes
                ))?;
            }
        }
        Site::Pages => {
            for page in sites.unknown_pages().await? {
                say(&format!("{}\t{}\t{}", page.touches, page.site, page.pattern))?;
            }
        }
        Site::ForgetPage { site, page } => sites.forget_page(&site, &page).await?,
    }
    Ok(())
}

async fn look_after_mailboxes(store: &dyn Store, people: &People, command: MailboxCommand) -> Result<()> {
    match command {
        MailboxCommand::Add(new) => {
            let name = new.name.unwrap_or_else(|| new.address.clone());
            let answer_within_min = new.answer_within_min;
            let new = NewMailbox {
                key: new.key,
                channel: match new.channel {
                    ChannelName::Email => Channel::Email,
                    ChannelName::Chat => Channel::Chat,
                    ChannelName::Sms => Channel::Sms,
                    ChannelName::Fax => Channel::Fax,
                },
                address: new.address,
                name,
                team: new.team,
                signature: new.signature,
                answer_within_min,
                free_refusal: new.free_refusal,
            };
            people.put_mailbox(new).await?;
        }
        MailboxCommand::List => {
            for it in people.mailboxes().await? {
                let state = if it.retired { "retired" } else { "" };
                say(&format!("{}\t{:?}\t{}\t{}\t{state}", it.key, it.channel, it.address, it.team))?;
            }
        }
        MailboxCommand::Take { key, files } => {
            for file in files {
                let bytes = std::fs::read(&file).with_context(|| format!("can't read {}", file.display()))?;
                let taken = take_file(store, people.tenant(), &key, bytes).await?;
                let became = match taken {
                    None => bail!("there is no mailbox {key}"),
                    Some(MailTaken::Filed { message, .. }) => message.to_string(),
                    Some(MailTaken::Known) => "known".to_owned(),
                    Some(MailTaken::PassedOver) => "not taken in: nobody wrote it, or nobody is to read it".to_owned(),
                    Some(MailTaken::Behind) => "not taken in: the mailbox was just read; try again".to_owned(),
                };
                say(&format!("{}\t{became}", file.display()))?;
            }
        }
    }
    Ok(())
}

async fn look_into_audit(store: Arc<dyn Store>, tenant: TenantId, data: &Path, command: Audit) -> Result<()> {
    match command {
        Audit::List { mut after } => loop {
            let rows = store.audited(tenant, after, AUDIT_ROWS).await?;
            for row in &rows {
                say(&format!("{} {}", row.at.seq, serde_json::to_string(&row.entry()?)?))?;
            }
            match rows.last() {
                Some(row) => after = row.at.seq,
                None => return Ok(()),
            }
        },
        Audit::Check { heads } => {
            let file = heads.unwrap_or_else(|| audit::anchor_file(data));
            match audit::check(store, tenant, &file).await? {
                Ok(head) => say(&format!("{} rows, as they were written", head.seq)),
                Err(tampered) => bail!("the audit log was tampered with: {tampered}"),
            }
        }
    }
}

/// The secret is shown this once.
fn say_key(new: &NewKey) -> Result<()> {
    say(&format!("site {}", new.site))?;
    say(&format!("key {}", new.key))?;
    say(&format!("secret {}", new.secret))
}

fn new_user(new: AddUser) -> Result<NewUser> {
    Ok(NewUser {
        name: new.name.unwrap_or_else(|| new.login.clone()),
        login: new.login,
        role: match new.role {
            RoleName::Agent => Role::Agent,
            RoleName::Supervisor => Role::Supervisor,
            RoleName::Administrator => Role::Administrator,
        },
        teams: new.teams,
        language: match new.language {
            LanguageName::Ko => Language::Ko,
            LanguageName::En => Language::En,
        },
        password: password()?,
    })
}

/// A password is never an argument: those are seen by every user of the machine.
fn password() -> Result<String> {
    if let Ok(password) = std::env::var("DAEHWA_PASSWORD") {
        return Ok(password);
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("can't read the password from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn say(line: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
