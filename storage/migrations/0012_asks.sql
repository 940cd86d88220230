-- The question a chat was asked last, if it may be answered by typing yes or no: the data of the two
-- buttons, one to a line.
ALTER TABLE chats ADD COLUMN asks TEXT;
