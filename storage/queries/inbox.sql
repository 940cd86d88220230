-- name: add!
INSERT INTO inbox (channel, update_id, chat_id, payload, received_at)
VALUES (:channel, :update_id, :chat_id, :payload, :now)
ON CONFLICT (channel, update_id) DO NOTHING;

-- name: add_done
INSERT INTO inbox (channel, update_id, chat_id, payload, state, received_at, done_at)
VALUES (:channel, :update_id, :chat_id, '', 1, :now, :now)
ON CONFLICT (channel, update_id) DO NOTHING RETURNING id;

-- name: any_waiting
SELECT 1 AS found FROM inbox WHERE state = 0 LIMIT 1;

-- name: waiting
-- The oldest updates whose turn it is: none while an earlier one of the same chat waits to be
-- tried again.
SELECT i.id, i.channel, i.chat_id, i.payload, i.attempts
FROM inbox i
WHERE i.state = 0 AND i.due_at <= :now
AND NOT EXISTS (
    SELECT 1 FROM inbox e
    WHERE e.channel = i.channel AND e.chat_id = i.chat_id AND e.id < i.id
    AND e.state = 0 AND e.due_at > :now
)
ORDER BY i.id LIMIT :most;

-- name: heads
-- The first update of each chat if it is due, from chat to chat, oldest first.
WITH RECURSIVE line (id) AS (
    SELECT (
        SELECT id FROM inbox WHERE state = 0 ORDER BY channel, chat_id, inbox.id LIMIT 1
    )
    UNION ALL
    SELECT coalesce(
        (
            SELECT n.id FROM inbox n
            WHERE n.state = 0 AND n.channel = p.channel AND n.chat_id > p.chat_id
            ORDER BY n.chat_id, n.id LIMIT 1
        ),
        (
            SELECT c.id FROM inbox c
            WHERE c.state = 0 AND c.channel > p.channel
            ORDER BY c.channel, c.chat_id, c.id LIMIT 1
        )
    )
    FROM line JOIN inbox p ON p.id = line.id
)
SELECT i.id, i.channel, i.chat_id, i.payload, i.attempts
FROM line
JOIN inbox i ON i.id = line.id
WHERE i.due_at <= :now
ORDER BY i.id LIMIT :most;

-- name: done!
-- The error of an earlier try may quote the update.
UPDATE inbox SET state = 1, payload = '', error = NULL, done_at = :now WHERE id = :id;

-- name: retry!
UPDATE inbox SET attempts = attempts + 1, due_at = :due_at, error = :error WHERE id = :id;

-- name: set_aside!
UPDATE inbox SET state = 2, attempts = attempts + 1, error = :error, done_at = :now
WHERE id = :id;

-- name: failed
SELECT id, channel, chat_id, payload, attempts, error, received_at
FROM inbox WHERE state = 2 ORDER BY id LIMIT :most;

-- name: retry_failed!
UPDATE inbox SET state = 0, attempts = 0, due_at = 0, done_at = NULL
WHERE id = :id AND state = 2;

-- name: prune!
DELETE FROM inbox WHERE state = 1 AND done_at < :before;

-- name: counts
SELECT
    (SELECT count(*) FROM inbox WHERE state = 0) AS waiting,
    (SELECT count(*) FROM inbox WHERE state = 2) AS failed,
    (SELECT received_at FROM inbox WHERE state = 0 ORDER BY id LIMIT 1) AS oldest;

-- name: lock_chat
-- PostgreSQL: one process at a time works on a chat, so that its updates stay in order.
SELECT pg_try_advisory_xact_lock(:space, hashtext(current_schema() || '.' || :channel || ':' || :chat_id)) AS taken;

-- name: still_waiting
SELECT id FROM inbox WHERE id = :id AND state = 0 AND NOT EXISTS (
    SELECT 1 FROM inbox e
    WHERE e.channel = inbox.channel AND e.chat_id = inbox.chat_id
    AND e.id < inbox.id AND e.state = 0
);
