//! Other people's mail servers, on loopback alone: Dovecot (IMAP, LMTP, passwords) and Postfix (SMTP). Both want root to start.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, address::Envelope};
use tempfile::TempDir;

/// How long something may take that other programs do.
const PATIENCE: Duration = Duration::from_secs(30);
pub const PASSWORD: &str = "mail word";
/// Debian's user for files of mail.
const MAIL_UID: &str = "8";

/// Domains whose mailboxes are `help` and `sales`, and customers' `kim`, `lee` and the number of one. Nobody else is there.
pub struct Rig {
    folder: TempDir,
    imap: u16,
    smtp: u16,
    dovecot: Option<Child>,
}

impl Rig {
    pub async fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("daehwa-mail-").tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let certificate = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        fs::write(folder.path().join("certificate.pem"), certificate.cert.pem()).unwrap();
        fs::write(folder.path().join("key.pem"), certificate.signing_key.serialize_pem()).unwrap();
        fs::write(folder.path().join("password"), PASSWORD).unwrap();
        let [imap, smtp, lmtp, auth] = ports();
        let mut rig = Self { folder, imap, smtp, dovecot: None };
        rig.configure_dovecot(lmtp, auth);
        rig.configure_postfix(lmtp, auth);
        rig.start_dovecot().await;
        rig.start_smtp().await;
        rig
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where mailboxes are read.
    pub fn imap(&self) -> u16 {
        self.imap
    }

    /// The file of accounts for mailboxes of ours.
    pub fn accounts(&self, keys: &[&str], more: &str) -> PathBuf {
        let Self { imap, smtp, .. } = self;
        let reach = |port: &u16, security: &str, user: &str| {
            format!(
                "host = \"localhost\"\nport = {port}\nsecurity = \"{security}\"\nuser = \"{user}@daehwa.test\"\n\
                 password_file = \"password\"\nca_file = \"certificate.pem\"\n"
            )
        };
        let text: String = keys
            .iter()
            .map(|key| {
                let (imap, smtp) = (reach(imap, "tls", key), reach(smtp, "starttls", key));
                format!(
                    "[[mailbox]]\nkey = \"{key}\"\nretry_s = 1\n{more}\n[mailbox.imap]\n{imap}[mailbox.smtp]\n{smtp}"
                )
            })
            .collect();
        let path = self.path().join("accounts.toml");
        fs::write(&path, text).unwrap();
        path
    }

    /// Somebody writes; the words are the mail with its headers.
    pub async fn writes(&self, from: &str, to: &str, mail: &str) {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").port(self.smtp).build();
        let envelope = Envelope::new(Some(from.parse().unwrap()), vec![to.parse().unwrap()]).unwrap();
        transport.send_raw(&envelope, mail.replace('\n', "\r\n").as_bytes()).await.unwrap();
    }

    /// The mails in somebody's mailbox.
    pub fn mails_of(&self, address: &str) -> Vec<String> {
        let folders = ["new", "cur"].map(|it| self.maildir(address).join(it));
        let files = folders.iter().filter_map(|it| fs::read_dir(it).ok()).flatten().flatten();
        files.map(|it| String::from_utf8_lossy(&fs::read(it.path()).unwrap()).into_owned()).collect()
    }

    /// The mailbox forgets its numbers, as one that is restored from a back-up does.
    pub fn number_anew(&self, address: &str) {
        for file in fs::read_dir(self.maildir(address)).unwrap().flatten() {
            if file.file_name().to_string_lossy().starts_with("dovecot") {
                fs::remove_file(file.path()).unwrap();
            }
        }
        let uid_list = self.maildir(address).join("dovecot-uidlist");
        fs::write(&uid_list, "3 V99999 N1 G0123456789abcdef0123456789abcdef\n").unwrap();
        ran(Command::new("chown").arg(format!("{MAIL_UID}:{MAIL_UID}")).arg(uid_list));
    }

    pub async fn stop_dovecot(&mut self) {
        if let Some(mut dovecot) = self.dovecot.take() {
            ran(Command::new("kill").arg(dovecot.id().to_string()));
            dovecot.wait().unwrap();
        }
    }

    pub async fn start_dovecot(&mut self) {
        let log = fs::File::create(self.path().join("dovecot.out")).unwrap();
        let mut command = Command::new("dovecot");
        let command = command.arg("-F").arg("-c").arg(self.path().join("dovecot.conf"));
        let dovecot = command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn();
        self.dovecot = Some(dovecot.expect("dovecot is installed (Debian: dovecot-imapd, dovecot-lmtpd)"));
        self.listens(self.imap(), "dovecot").await;
    }

    pub fn stop_smtp(&self) {
        self.postfix("stop");
    }

    pub async fn start_smtp(&self) {
        self.postfix("start");
        self.listens(self.smtp, "postfix").await;
    }

    fn postfix(&self, command: &str) {
        ran(Command::new("postfix").arg("-c").arg(self.path().join("postfix")).arg(command));
    }

    fn maildir(&self, address: &str) -> PathBuf {
        self.path().join("homes").join(address).join("Maildir")
    }

    async fn listens(&self, port: u16, server: &str) {
        let said = || {
            let files = ["out", "log"].map(|it| self.path().join(format!("{server}.{it}")));
            files.map(|it| fs::read_to_string(it).unwrap_or_default()).concat()
        };
        let connects = || async { tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() };
        assert!(is_in_time(connects).await, "{server} does not listen: {}", said());
    }

    fn configure_dovecot(&self, lmtp: u16, auth: u16) {
        let (folder, imap) = (self.path().display(), self.imap);
        let users = [
            "help@daehwa.test",
            "sales@daehwa.test",
            "kim@customers.test",
            "lee@customers.test",
            "821012345678@customers.test",
        ];
        let line = |it: &&str| format!("{it}:{{PLAIN}}{PASSWORD}:{MAIL_UID}:{MAIL_UID}::{folder}/homes/{it}::\n");
        fs::write(self.path().join("users"), users.iter().map(line).collect::<String>()).unwrap();
        for it in users {
            fs::create_dir_all(self.path().join("homes").join(it)).unwrap();
        }
        ran(Command::new("chown").arg("-R").arg(format!("{MAIL_UID}:{MAIL_UID}")).arg(self.path().join("homes")));
        let text = format!(
            "protocols = imap lmtp\nlisten = 127.0.0.1\nbase_dir = {folder}/dovecot\nlog_path = {folder}/dovecot.log\n\
             ssl = required\nssl_cert = <{folder}/certificate.pem\nssl_key = <{folder}/key.pem\ndisable_plaintext_auth = yes\n\
             mail_location = maildir:~/Maildir\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n\
             mail_plugins =\nmailbox_list_index = no\n\
             passdb {{\n  driver = passwd-file\n  args = username_format=%u {folder}/users\n}}\n\
             userdb {{\n  driver = passwd-file\n  args = username_format=%u {folder}/users\n}}\n\
             auth_mechanisms = plain login\n\
             service imap-login {{\n  inet_listener imap {{\n    port = 0\n  }}\n  inet_listener imaps {{\n    port = {imap}\n    ssl = yes\n  }}\n}}\n\
             service lmtp {{\n  inet_listener lmtp {{\n    address = 127.0.0.1\n    port = {lmtp}\n  }}\n}}\n\
             service auth {{\n  inet_listener {{\n    address = 127.0.0.1\n    port = {auth}\n  }}\n}}\n"
        );
        fs::write(self.path().join("dovecot.conf"), text).unwrap();
    }

    fn configure_postfix(&self, lmtp: u16, auth: u16) {
        let (folder, smtp) = (self.path().display(), self.smtp);
        let config = self.path().join("postfix");
        fs::create_dir(&config).unwrap();
        for it in ["queue", "data"] {
            fs::create_dir(config.join(it)).unwrap();
        }
        ran(Command::new("chown").arg("postfix").arg(config.join("data")));
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {folder}/postfix/queue\ndata_directory = {folder}/postfix/data\n\
             mail_owner = postfix\nsetgid_group = postdrop\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\n\
             myhostname = mx.daehwa.test\nmydestination =\nmynetworks =\nalias_maps =\nlocal_recipient_maps =\n\
             virtual_mailbox_domains = daehwa.test, customers.test\nvirtual_transport = lmtp:inet:127.0.0.1:{lmtp}\n\
             maillog_file = {folder}/postfix.log\nmaillog_file_prefixes = {folder}\nmessage_size_limit = 52428800\n\
             smtpd_tls_cert_file = {folder}/certificate.pem\nsmtpd_tls_key_file = {folder}/key.pem\n\
             smtpd_tls_security_level = may\nsmtpd_tls_auth_only = yes\nsmtpd_sasl_auth_enable = yes\n\
             smtpd_sasl_type = dovecot\nsmtpd_sasl_path = inet:127.0.0.1:{auth}\n\
             smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination\n\
             smtpd_delay_reject = no\ndefault_process_limit = 20\n"
        );
        fs::write(config.join("main.cf"), main).unwrap();
        let services = [
            (format!("127.0.0.1:{smtp}"), "inet", "n", "-", "-", "smtpd"),
            ("pickup".into(), "unix", "n", "60", "1", "pickup"),
            ("cleanup".into(), "unix", "n", "-", "0", "cleanup"),
            ("qmgr".into(), "unix", "n", "300", "1", "qmgr"),
            ("rewrite".into(), "unix", "-", "-", "-", "trivial-rewrite"),
            ("bounce".into(), "unix", "-", "-", "0", "bounce"),
            ("defer".into(), "unix", "-", "-", "0", "bounce"),
            ("trace".into(), "unix", "-", "-", "0", "bounce"),
            ("proxymap".into(), "unix", "-", "-", "-", "proxymap"),
            ("tlsmgr".into(), "unix", "-", "1000?", "1", "tlsmgr"),
            ("anvil".into(), "unix", "-", "-", "1", "anvil"),
            ("scache".into(), "unix", "-", "-", "1", "scache"),
            ("error".into(), "unix", "-", "-", "-", "error"),
            ("retry".into(), "unix", "-", "-", "-", "error"),
            ("lmtp".into(), "unix", "-", "-", "-", "lmtp"),
            ("smtp".into(), "unix", "-", "-", "-", "smtp"),
            ("postlog".into(), "unix-dgram", "n", "-", "1", "postlogd"),
        ];
        let line = |(name, kind, private, wakes, most, program): &(String, &str, &str, &str, &str, &str)| {
            format!("{name} {kind} {private} - n {wakes} {most} {program}\n")
        };
        fs::write(config.join("master.cf"), services.iter().map(line).collect::<String>()).unwrap();
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        // Both may be stopped already.
        let postfix = Command::new("postfix").arg("-c").arg(self.path().join("postfix")).arg("stop").output();
        drop(postfix);
        if let Some(mut dovecot) = self.dovecot.take() {
            drop(Command::new("kill").arg(dovecot.id().to_string()).status());
            drop(dovecot.wait());
        }
    }
}

/// Waits until something is so; panics when it takes too long.
pub async fn until<F: Future<Output = bool>>(what: &str, is_so: impl FnMut() -> F) {
    assert!(is_in_time(is_so).await, "waited in vain until {what}");
}

async fn is_in_time<F: Future<Output = bool>>(mut is_so: impl FnMut() -> F) -> bool {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    waited.await.is_ok()
}

/// Ports that are free and stay so until they are listened on: the system takes the local ends of connections, which other
/// tests open meanwhile, from the range above these.
fn ports<const N: usize>() -> [u16; N] {
    static NEXT: AtomicU16 = AtomicU16::new(21_000);
    [(); N].map(|()| {
        let mut candidates =
            std::iter::repeat_with(|| NEXT.fetch_add(1, Ordering::Relaxed)).take_while(|it| *it < 32_768);
        candidates.find(|it| TcpListener::bind(("127.0.0.1", *it)).is_ok()).expect("a port is free")
    })
}

fn ran(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
