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

-- name: lanes
-- Each is one look at the beginning of an index; NULL where nothing waits. A broadcast's deliveries
-- become calls only when they are begun.
SELECT
    (
        SELECT min(due_at) FROM outbox
        WHERE state = 0 AND channel = :channel AND lane = 0
    ) <= :now AS answer,
    (
        SELECT min(due_at) FROM outbox
        WHERE state = 0 AND channel = :channel AND lane = 1
    ) <= :now AS live,
    (
        SELECT min(due_at) FROM outbox
        WHERE state = 0 AND channel = :channel AND lane = 2
    ) <= :now OR EXISTS (SELECT 1 FROM announcements WHERE state = 'sending') AS bulk,
    (
        SELECT min(due_at) FROM outbox
        WHERE state = 0 AND channel = :channel AND lane = 3
    ) <= :now AS fetch;

-- name: due
-- The first calls of a lane that are due, and of each whether it may be made now: it is the first of
-- its chat in the lane (files are fetched in any order), no other message to the chat is under way,
-- and a message finds the chat rested. Each look is a search in an index, and there are :look.
SELECT
    o.id, o.chat_id, o.lane, o.method, o.payload, o.subject, o.attempts, o.maybe_twice,
    CASE WHEN (o.paced = 0 OR c.free_at IS NULL OR c.free_at <= :now)
    AND (o.lane = 3 OR o.id = (
        SELECT e.id FROM outbox e
        WHERE e.channel = o.channel AND e.chat_id = o.chat_id AND e.lane = o.lane AND e.state < 2
        ORDER BY e.id LIMIT 1
    ))
    AND (o.lane NOT BETWEEN 1 AND 2 OR 0 = (
        SELECT count(*) FROM outbox u
        WHERE u.channel = o.channel AND u.chat_id = o.chat_id AND u.state = 1
        AND u.lane BETWEEN 1 AND 2
    ))
    THEN 1 ELSE 0 END AS may
FROM outbox o
LEFT JOIN chats c ON c.channel = o.channel AND c.chat_id = o.chat_id
WHERE o.state = 0 AND o.channel = :channel AND o.lane = :lane AND o.due_at <= :now
ORDER BY o.due_at, o.id LIMIT :look;

-- name: heads
-- The same where somebody's many calls stand before all others': only the first call of each chat
-- is looked at, from chat to chat. All of these may be made.
WITH RECURSIVE line (chat_id) AS (
    SELECT (
        SELECT chat_id FROM outbox WHERE channel = :channel AND state < 2 ORDER BY chat_id LIMIT 1
    )
    UNION ALL
    SELECT (
        SELECT n.chat_id FROM outbox n
        WHERE n.channel = :channel AND n.state < 2 AND n.chat_id > line.chat_id
        ORDER BY n.chat_id LIMIT 1
    )
    FROM line WHERE line.chat_id IS NOT NULL
),
head (id) AS (
    SELECT (
        SELECT f.id FROM outbox f
        WHERE f.channel = :channel AND f.chat_id = line.chat_id AND f.lane = :lane AND f.state < 2
        ORDER BY f.id LIMIT 1
    )
    FROM line
)
SELECT o.id, o.chat_id, o.lane, o.method, o.payload, o.subject, o.attempts, o.maybe_twice
FROM head
JOIN outbox o ON o.id = head.id
LEFT JOIN chats c ON c.channel = o.channel AND c.chat_id = o.chat_id
WHERE o.state = 0 AND o.due_at <= :now
AND (o.paced = 0 OR c.free_at IS NULL OR c.free_at <= :now)
AND (o.lane NOT BETWEEN 1 AND 2 OR 0 = (
    SELECT count(*) FROM outbox u
    WHERE u.channel = o.channel AND u.chat_id = o.chat_id AND u.state = 1
    AND u.lane BETWEEN 1 AND 2
))
ORDER BY o.due_at, o.id LIMIT :most;

-- name: begin!
UPDATE outbox SET state = 1, attempts = attempts + 1, attempted_at = :now
WHERE id = :id AND state = 0;

-- name: not_begun!
-- It was marked as under way in a transaction of which nobody knows whether it was committed, and so
-- it was not made. The sender has made sure of its lead before, so the number is no try of others.
UPDATE outbox SET state = 0, attempts = attempts - 1
WHERE id = :id AND state = 1 AND attempts = :attempts;

-- name: under_way
SELECT id FROM outbox WHERE id = :id AND state = 1 AND attempts = :attempts;

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
-- From the indexes alone. A call that is to be tried again later is not late.
SELECT
    (SELECT count(*) FROM outbox WHERE state = 0) AS waiting,
    (SELECT count(*) FROM outbox WHERE state = 1) AS under_way,
    (SELECT min(due_at) FROM outbox WHERE state = 0) AS oldest;

-- name: drop_waiting!
DELETE FROM outbox
WHERE channel = :channel AND chat_id = :chat_id AND subject = :subject
AND state = 0 AND state < 2 AND attempts = 0;
