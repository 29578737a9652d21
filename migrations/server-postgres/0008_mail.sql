-- How far each of our mailboxes was read: IMAP's UIDVALIDITY, and the highest UID. Written together with the mail that was read.
CREATE TABLE mail_cursor (
  tenant uuid NOT NULL,
  mailbox uuid NOT NULL,
  validity bigint NOT NULL,     -- 0: not read yet
  uid bigint NOT NULL,
  PRIMARY KEY (tenant, mailbox)
);

-- Which mails were taken in, by a hash: a mailbox that is numbered anew brings none of them twice. Stays when the customer is erased.
CREATE TABLE mail_seen (
  tenant uuid NOT NULL,
  mailbox uuid NOT NULL,
  print bytea NOT NULL,
  PRIMARY KEY (tenant, mailbox, print)
);

-- Mails by their Message-ID, with the mails before them.
CREATE TABLE mail_thread (
  tenant uuid NOT NULL,
  message uuid NOT NULL,        -- the contact
  customer uuid NOT NULL,
  message_id text NOT NULL,
  thread text NOT NULL,         -- Message-IDs, the nearest first, a blank between them
  PRIMARY KEY (tenant, message)
);
CREATE INDEX mail_thread_id ON mail_thread (tenant, message_id);
CREATE INDEX mail_thread_customer ON mail_thread (tenant, customer);

-- Mails as they came.
CREATE TABLE mail_raw (
  tenant uuid NOT NULL,
  message uuid NOT NULL,
  customer uuid NOT NULL,
  at_ms bigint NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant, message)
);
CREATE INDEX mail_raw_customer ON mail_raw (tenant, customer);
CREATE INDEX mail_raw_age ON mail_raw (at_ms);

-- Messages of ours that are to go out. A row goes when its message went, or is given up.
CREATE TABLE mail_out (
  tenant uuid NOT NULL,
  message uuid NOT NULL,
  customer uuid NOT NULL,
  due_ms bigint NOT NULL,       -- not tried before; who tries sets it ahead, so that no other does
  tries bigint NOT NULL,
  queued_ms bigint NOT NULL,
  PRIMARY KEY (tenant, message)
);
CREATE INDEX mail_out_due ON mail_out (tenant, due_ms);
CREATE INDEX mail_out_customer ON mail_out (tenant, customer);
