-- How far each of our mailboxes was read: IMAP's UIDVALIDITY, and the highest UID. Written together with the mail that was read.
CREATE TABLE mail_cursor (
  tenant BLOB NOT NULL,
  mailbox BLOB NOT NULL,
  validity INTEGER NOT NULL,     -- 0: not read yet
  uid INTEGER NOT NULL,
  PRIMARY KEY (tenant, mailbox)
) STRICT, WITHOUT ROWID;

-- Which mails were taken in, by a hash: a mailbox that is numbered anew brings none of them twice. Stays when the customer is erased.
CREATE TABLE mail_seen (
  tenant BLOB NOT NULL,
  mailbox BLOB NOT NULL,
  print BLOB NOT NULL,
  PRIMARY KEY (tenant, mailbox, print)
) STRICT, WITHOUT ROWID;

-- Mails by their Message-ID, with the mails before them.
CREATE TABLE mail_thread (
  tenant BLOB NOT NULL,
  message BLOB NOT NULL,        -- the contact
  customer BLOB NOT NULL,
  message_id TEXT NOT NULL,
  thread TEXT NOT NULL,         -- Message-IDs, the nearest first, a blank between them
  PRIMARY KEY (tenant, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_thread_id ON mail_thread (tenant, message_id);
CREATE INDEX mail_thread_customer ON mail_thread (tenant, customer);

-- Mails as they came.
CREATE TABLE mail_raw (
  tenant BLOB NOT NULL,
  message BLOB NOT NULL,
  customer BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (tenant, message)
) STRICT;
CREATE INDEX mail_raw_customer ON mail_raw (tenant, customer);
CREATE INDEX mail_raw_age ON mail_raw (at_ms);

-- Messages of ours that are to go out. A row goes when its message went, or is given up.
CREATE TABLE mail_out (
  tenant BLOB NOT NULL,
  message BLOB NOT NULL,
  customer BLOB NOT NULL,
  due_ms INTEGER NOT NULL,       -- not tried before; who tries sets it ahead, so that no other does
  tries INTEGER NOT NULL,
  queued_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_out_due ON mail_out (tenant, due_ms);
CREATE INDEX mail_out_customer ON mail_out (tenant, customer);
