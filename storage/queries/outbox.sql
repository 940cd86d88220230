-- name: add!
INSERT INTO outbox (
    channel, chat_id, lane, paced, method, payload, subject, due_at, created_at
) VALUES (:channel, :chat_id, :lane, :paced, :method, :payload, :subject, :now, :now);

-- name: add_begun
-- A call that is made as soon as this is committed; see `begin`.
INSERT INTO outbox (
    channel, chat_id, lane, paced, method, payload, subject, state, attempts, due_at, created_at,
    attempted_at
) VALUES (
    :channel, :chat_id, :lane, 1, :method, :payload, :subject, 1, 1, :now, :now, :now
) RETURNING id;

-- name: ready
-- The next calls to make: of each chat the first one in its lane, none while another call to the
-- chat is under way, and messages only to chats that need no rest. Files are fetched in any order.
SELECT o.id, o.chat_id, o.lane, o.method, o.payload, o.subject, o.attempts, o.maybe_twice
FROM outbox o
LEFT JOIN chats c ON c.channel = o.channel AND c.chat_id = o.chat_id
WHERE o.state = 0 AND o.channel = :channel AND o.lane = :lane AND o.due_at <= :now
AND (o.paced = 0 OR c.free_at IS NULL OR c.free_at <= :now)
AND NOT EXISTS (
    SELECT 1 FROM outbox e
    WHERE e.channel = o.channel AND e.chat_id = o.chat_id AND e.state < 2
    AND (
        (e.lane = o.lane AND e.id < o.id AND o.lane < 3)
        OR (e.state = 1 AND e.lane BETWEEN 1 AND 2 AND o.lane BETWEEN 1 AND 2)
    )
)
ORDER BY o.due_at, o.id LIMIT :most;

-- name: begin
UPDATE outbox SET state = 1, attempts = attempts + 1, attempted_at = :now
WHERE id = :id AND state = 0 RETURNING id;

-- name: finish!
UPDATE outbox
SET state = :state, finished_at = :now, message_id = :message_id, error = :error, payload = ''
WHERE id = :id;

-- name: again!
UPDATE outbox
SET state = 0, due_at = :due_at, error = :error,
    maybe_twice = CASE WHEN :unknown = 1 THEN 1 ELSE maybe_twice END
WHERE id = :id;

-- name: replace!
-- A refused edit goes out as a new message instead.
UPDATE outbox
SET state = 0, method = :method, payload = :payload, paced = 1, due_at = :now
WHERE id = :id;

-- name: rest!
UPDATE chats SET free_at = :free_at
WHERE channel = :channel AND chat_id = :chat_id AND free_at < :free_at;

-- name: drop_blocked!
-- `state < 2` names the index; SQLite does not see that 0 is less than 2.
UPDATE outbox SET state = 3, finished_at = :now, payload = ''
WHERE channel = :channel AND chat_id = :chat_id AND state = 0 AND state < 2;

-- name: interrupted
-- What was under way when the process died: nobody knows how it ended.
UPDATE outbox SET state = 0, maybe_twice = 1, due_at = :now
WHERE channel = :channel AND state = 1 RETURNING chat_id, lane;

-- name: recent
-- How many messages may have reached the server after `since`, however that was found to end; an
-- album counts for ten.
SELECT sum(CASE WHEN method = 'sendMediaGroup' THEN 10 ELSE 1 END) AS sent FROM outbox
WHERE channel = :channel AND lane BETWEEN 1 AND 2 AND attempted_at > :since
AND (state < 2 OR finished_at > :since);

-- name: prune!
DELETE FROM outbox WHERE state > 1 AND finished_at < :before;

-- name: counts
SELECT
    count(*) FILTER (WHERE state = 0) AS waiting,
    count(*) FILTER (WHERE state = 1) AS under_way,
    min(created_at) FILTER (WHERE state = 0) AS oldest
FROM outbox WHERE state < 2;

-- name: drop_waiting!
DELETE FROM outbox
WHERE channel = :channel AND chat_id = :chat_id AND subject = :subject
AND state = 0 AND state < 2 AND attempts = 0;
