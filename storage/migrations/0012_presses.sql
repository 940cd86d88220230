-- The last thing a chat did, if that was a press that brought something below: number of the message
-- and data of the button. A second tap on it must not bring that again.
ALTER TABLE chats ADD COLUMN pressed TEXT;
ALTER TABLE chats ADD COLUMN pressed_at BIGINT;

-- The question a chat was asked last, if it may be answered by typing yes or no: the data of the two
-- buttons, one to a line.
ALTER TABLE chats ADD COLUMN asks TEXT;
