// Everybody's mail: Postfix takes it from whoever has some, Dovecot keeps it. Both as Debian has them; they want root to start.

import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Child, freePort, run } from "./child.mjs";

const PASSWORD = "mail word";
/** Debian's user for files of mail. */
const MAIL_USER = "8:8";

export class Post {
  /** Starts both for these addresses, whose domains are theirs alone. */
  static async start(dir, artifacts, addresses) {
    const post = new Post();
    post.dir = join(dir, "post");
    post.addresses = addresses;
    for (const folder of ["homes", "postfix/queue", "postfix/data"]) mkdirSync(join(post.dir, folder), { recursive: true });
    // Made for its maker alone; both servers work as users of their own.
    for (const folder of [dir, post.dir]) chmodSync(folder, 0o755);
    [post.imap, post.smtp, post.lmtp] = [await freePort(), await freePort(), await freePort()];
    await post.#keepsMail();
    await post.#takesMail();
    post.dovecot = Child.start("dovecot", ["-F", "-c", join(post.dir, "dovecot.conf")], { logFile: join(artifacts, "dovecot.log") });
    await post.dovecot.ready(() => listens(post.imap));
    await run("postfix", ["-c", join(post.dir, "postfix"), "start"]);
    await post.dovecot.ready(() => listens(post.smtp));
    return post;
  }

  /** The file by which the centre's server reaches the mailbox `key`, whose address is given. */
  accounts(key, address) {
    const file = join(this.dir, "accounts.toml");
    writeFileSync(join(this.dir, "password"), PASSWORD);
    const imap = `[mailbox.imap]\nhost = "127.0.0.1"\nport = ${this.imap}\nsecurity = "none"\nuser = "${address}"\npassword_file = "password"\n`;
    const smtp = `[mailbox.smtp]\nhost = "127.0.0.1"\nport = ${this.smtp}\nsecurity = "none"\n`;
    writeFileSync(file, `[[mailbox]]\nkey = "${key}"\nretry_s = 1\n${imap}${smtp}`);
    return file;
  }

  /** Somebody writes; `mail` is the whole mail with its headers. */
  async writes(from, to, mail) {
    const socket = connect(this.smtp, "127.0.0.1");
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    const answer = async (wanted) => {
      for (;;) {
        const { value = "nothing more" } = await lines.next();
        if (!value.startsWith(wanted)) throw new Error(`postfix said ${value}`);
        if (value[3] !== "-") return;
      }
    };
    const say = (line, wanted) => {
      socket.write(`${line}\r\n`);
      return answer(wanted);
    };
    await answer("220");
    await say("HELO customers.test", "250");
    await say(`MAIL FROM:<${from}>`, "250");
    await say(`RCPT TO:<${to}>`, "250");
    await say("DATA", "354");
    await say(`${mail.replaceAll("\n", "\r\n")}\r\n.`, "250");
    socket.end("QUIT\r\n");
  }

  /** The mails in somebody's box. */
  mailsOf(address) {
    return ["new", "cur"].flatMap((folder) => {
      const path = join(this.dir, "homes", address, "Maildir", folder);
      try {
        return readdirSync(path).map((name) => readFileSync(join(path, name), "utf8"));
      } catch {
        return [];
      }
    });
  }

  async stop() {
    await run("postfix", ["-c", join(this.dir, "postfix"), "stop"]);
    await this.dovecot.stop();
  }

  async #keepsMail() {
    const { dir, imap, lmtp } = this;
    const users = this.addresses.map((it) => `${it}:{PLAIN}${PASSWORD}:${MAIL_USER}::${dir}/homes/${it}::\n`);
    writeFileSync(join(dir, "users"), users.join(""));
    for (const it of this.addresses) mkdirSync(join(dir, "homes", it));
    await run("chown", ["-R", MAIL_USER, join(dir, "homes")]);
    const known = `  driver = passwd-file\n  args = username_format=%u ${dir}/users\n`;
    const listens = (kind, port) => `  inet_listener ${kind} {\n    address = 127.0.0.1\n    port = ${port}\n  }\n`;
    const lines = [
      "protocols = imap lmtp", "listen = 127.0.0.1", `base_dir = ${dir}/dovecot`, `log_path = ${dir}/dovecot.log`,
      "ssl = no", "disable_plaintext_auth = no", "auth_mechanisms = plain login", "mail_location = maildir:~/Maildir",
      "first_valid_uid = 1", "first_valid_gid = 1", `passdb {\n${known}}`, `userdb {\n${known}}`,
      `service imap-login {\n${listens("imap", imap)}  inet_listener imaps {\n    port = 0\n  }\n}`,
      `service lmtp {\n${listens("lmtp", lmtp)}}`,
    ];
    writeFileSync(join(dir, "dovecot.conf"), `${lines.join("\n")}\n`);
  }

  async #takesMail() {
    const { dir, smtp, lmtp } = this;
    await run("chown", ["postfix", join(dir, "postfix/data")]);
    const domains = new Set(this.addresses.map((it) => it.split("@")[1]));
    const lines = [
      "compatibility_level = 3.6", `queue_directory = ${dir}/postfix/queue`, `data_directory = ${dir}/postfix/data`,
      "mail_owner = postfix", "setgid_group = postdrop", "inet_interfaces = 127.0.0.1", "inet_protocols = ipv4",
      "myhostname = mx.daehwa.test", "mydestination =", "mynetworks = 127.0.0.0/8", "alias_maps =", "local_recipient_maps =",
      `virtual_mailbox_domains = ${[...domains].join(", ")}`, `virtual_transport = lmtp:inet:127.0.0.1:${lmtp}`,
      `maillog_file = ${dir}/postfix.log`, `maillog_file_prefixes = ${dir}`, "smtpd_relay_restrictions = permit_mynetworks, reject",
    ];
    writeFileSync(join(dir, "postfix/main.cf"), `${lines.join("\n")}\n`);
    const service = (name, { kind = "unix", open = "-", wakes = "-", most = "-", program = name } = {}) =>
      `${name} ${kind} ${open} - n ${wakes} ${most} ${program}\n`;
    const services = [
      service(`127.0.0.1:${smtp}`, { kind: "inet", open: "n", program: "smtpd" }),
      service("cleanup", { open: "n", most: 0 }),
      service("qmgr", { open: "n", wakes: 300, most: 1 }),
      service("rewrite", { program: "trivial-rewrite" }),
      ...["bounce", "defer", "trace"].map((name) => service(name, { most: 0, program: "bounce" })),
      ...["error", "retry"].map((name) => service(name, { program: "error" })),
      ...["proxymap", "lmtp"].map((name) => service(name)),
      service("anvil", { most: 1 }),
      service("postlog", { kind: "unix-dgram", open: "n", most: 1, program: "postlogd" }),
    ];
    writeFileSync(join(dir, "postfix/master.cf"), services.join(""));
  }
}

async function listens(port) {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
