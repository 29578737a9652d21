-- Files of messages, of chats and of mails of ours: each belongs to a message that is there. Those of mails that came in are read out of the mail.
DROP INDEX chat_file_unsent;
DROP INDEX chat_file_customer;
DELETE FROM chat_file WHERE message IS NULL;
ALTER TABLE chat_file RENAME TO message_file;
CREATE INDEX message_file_customer ON message_file (tenant, customer);
CREATE INDEX message_file_message ON message_file (tenant, message);
