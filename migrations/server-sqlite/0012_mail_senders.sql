-- Mailboxes for which a server sends, as it says itself every minute or so. Agents are told where nobody does.
CREATE TABLE mail_sender (
  tenant BLOB NOT NULL,
  mailbox BLOB NOT NULL,
  until_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, mailbox)
) STRICT, WITHOUT ROWID;
