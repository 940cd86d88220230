-- Whether a call to a chat is under way is seen without a look at all that waits for the chat, and
-- what waits is counted in an index alone: SQLite goes to the rows for a column it does not have.
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (channel, lane, due_at, id, state) WHERE state = 0;
DROP INDEX outbox_under_way;
CREATE INDEX outbox_under_way ON outbox (channel, chat_id, state) WHERE state = 1;
DROP INDEX inbox_in_order;
CREATE INDEX inbox_in_order ON inbox (id, state) WHERE state = 0;
