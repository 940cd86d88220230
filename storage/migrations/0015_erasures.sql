-- How often everything was erased in a chat within a day, and when first. Whoever erases and begins
-- anew is a new person, for whom what may be done so many times a day is counted anew.
ALTER TABLE chats ADD COLUMN erasures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN erased_at BIGINT;
