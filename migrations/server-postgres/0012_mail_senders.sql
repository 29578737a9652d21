-- Mailboxes for which a server sends, as it says itself every minute or so. Agents are told where nobody does.
CREATE TABLE mail_sender (
  tenant uuid NOT NULL,
  mailbox uuid NOT NULL,
  until_ms bigint NOT NULL,
  PRIMARY KEY (tenant, mailbox)
);
