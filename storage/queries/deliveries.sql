-- States: 0 waiting, 1 under way, 2 sent, 3 blocked, 4 refused, 5 no chat, 6 spared.

-- name: take
-- The next people in the order of their numbers, unless their chat rests or has a call under way,
-- as `due` in outbox.sql. Only while it is being sent: pause and stop count at once.
UPDATE deliveries SET state = 1
WHERE announcement_id = :id AND state = 0 AND person_id IN (
    SELECT d.person_id FROM deliveries d
    LEFT JOIN chats c ON c.channel = d.channel AND c.chat_id = d.chat_id
    WHERE d.announcement_id = :id AND d.state = 0 AND d.channel = :channel AND d.night = :night
    AND (c.free_at IS NULL OR c.free_at <= :now)
    AND EXISTS (SELECT 1 FROM announcements a WHERE a.id = :id AND a.state = 'sending')
    AND NOT EXISTS (
        SELECT 1 FROM outbox e
        WHERE e.channel = d.channel AND e.chat_id = d.chat_id AND e.state < 2
        AND e.lane BETWEEN 1 AND 2 AND (e.state = 1 OR e.lane = 2)
    )
    ORDER BY d.person_id LIMIT :most
)
RETURNING
    person_id, chat_id,
    (SELECT p.language FROM people p WHERE p.id = deliveries.person_id) AS language;

-- name: ended!
UPDATE deliveries
SET state = :state, error = :error, sent_at = :sent_at,
    twice = CASE WHEN CAST(:twice AS INTEGER) = 1 THEN 1 ELSE twice END
WHERE announcement_id = :id AND person_id = :person_id;

-- name: sent!
UPDATE announcements SET sent = sent + :count WHERE id = :id;

-- name: drop_tried
-- What was tried, failed and waits in the outbox for its next try.
DELETE FROM outbox WHERE state = 0 AND id IN (
    SELECT o.id FROM deliveries d
    JOIN outbox o ON o.channel = d.channel AND o.chat_id = d.chat_id AND o.state < 2
    WHERE d.announcement_id = :id AND d.state = 1 AND o.lane = 2 AND o.state = 0
    AND o.subject = 'announcement:' || CAST(d.announcement_id AS TEXT)
        || ':' || CAST(d.person_id AS TEXT)
) RETURNING subject, maybe_twice;

-- name: put_back!
UPDATE deliveries
SET state = 0, twice = CASE WHEN CAST(:twice AS INTEGER) = 1 THEN 1 ELSE twice END
WHERE announcement_id = :id AND person_id = :person_id AND state = 1;

-- name: block!
-- What waits for a chat whose person blocked the bot; also what was tried, for nothing of the
-- chat's is tried again (drop_blocked in outbox.sql). If that try may have arrived, it may come twice
-- to her who returns.
UPDATE deliveries
SET state = 3, twice = CASE WHEN EXISTS (
    SELECT 1 FROM outbox o
    WHERE o.channel = deliveries.channel AND o.chat_id = deliveries.chat_id AND o.state < 2
    AND o.maybe_twice = 1 AND o.subject = 'announcement:'
        || CAST(deliveries.announcement_id AS TEXT) || ':' || CAST(deliveries.person_id AS TEXT)
) THEN 1 ELSE twice END
WHERE announcement_id IN (SELECT a.id FROM announcements a WHERE a.state IN ('sending', 'paused'))
AND person_id = (
    SELECT c.person_id FROM chats c WHERE c.channel = :channel AND c.chat_id = :chat_id
)
AND channel = :channel AND chat_id = :chat_id AND state IN (0, 1);

-- name: unblock!
-- She has returned: what is still being sent goes to her too.
UPDATE deliveries SET state = 0, channel = :channel, chat_id = :chat_id
WHERE announcement_id IN (SELECT a.id FROM announcements a WHERE a.state IN ('sending', 'paused'))
AND person_id = (
    SELECT c.person_id FROM chats c JOIN people p ON p.id = c.person_id
    WHERE c.channel = :channel AND c.chat_id = :chat_id AND (
        coalesce(p.consent, 1) <> 0 OR NOT EXISTS (
            SELECT 1 FROM consents s WHERE s.person_id = p.id AND s.given = 1
        )
    )
)
AND state = 3;

-- name: again!
-- Those whom it did not reach and who can be reached now.
UPDATE deliveries SET state = 0, channel = c.channel, chat_id = c.chat_id, error = NULL
FROM chats c
WHERE deliveries.announcement_id = :id AND deliveries.state > 2 AND deliveries.told_at IS NULL
AND c.person_id = deliveries.person_id AND c.blocked_at IS NULL
AND NOT EXISTS (
    SELECT 1 FROM people p JOIN consents s ON s.person_id = p.id AND s.given = 1
    WHERE p.id = c.person_id AND p.consent = 0
)
AND NOT EXISTS (
    SELECT 1 FROM chats o
    WHERE o.person_id = c.person_id AND o.blocked_at IS NULL
    AND (-o.free_at, o.channel, o.chat_id) < (-c.free_at, c.channel, c.chat_id)
);

-- name: spare!
-- It waited for them when it was stopped, and they were told by phone since.
UPDATE deliveries SET state = 6
WHERE announcement_id = :id AND state = 0 AND told_at IS NOT NULL;

-- name: again_blocked!
-- It waited for them when it was stopped, and they have blocked the bot there since.
UPDATE deliveries SET state = 3
WHERE announcement_id = :id AND state = 0 AND EXISTS (
    SELECT 1 FROM chats c
    WHERE c.channel = deliveries.channel AND c.chat_id = deliveries.chat_id
    AND c.blocked_at IS NOT NULL
);

-- name: again_withdrawn!
-- It waited for them when it was stopped, also where it was being tried then, and they have taken
-- their agreement back.
UPDATE deliveries SET state = 5
WHERE announcement_id = :id AND state = 0 AND EXISTS (
    SELECT 1 FROM people p JOIN consents s ON s.person_id = p.id AND s.given = 1
    WHERE p.id = deliveries.person_id AND p.consent = 0
);

-- name: waiting
SELECT count(*) AS people FROM deliveries WHERE announcement_id = :id AND state = 0;

-- name: unreached_states
-- By how it ended, and why.
SELECT state, coalesce(error, '') AS error, count(*) AS people FROM deliveries
WHERE announcement_id = :id AND state > 2 GROUP BY state, error ORDER BY state, error;

-- name: few_counts
SELECT
    (SELECT count(*) FROM deliveries u WHERE u.announcement_id = :id AND u.state = 1) AS under_way,
    (
        SELECT count(*) FROM deliveries t
        WHERE t.announcement_id = :id AND t.twice = 1 AND t.state = 2
    ) AS twice;

-- name: read
UPDATE deliveries SET read_at = :now
WHERE announcement_id = :id AND person_id = :person_id AND read_at IS NULL AND state > 0
RETURNING person_id;

-- name: count_read!
UPDATE announcements SET read = read + 1 WHERE id = :id;

-- name: tell
UPDATE deliveries SET told_at = :now, told_by = :told_by
WHERE announcement_id = :id AND person_id = :person_id AND state NOT IN (1, 2)
AND told_at IS NULL
RETURNING person_id;

-- name: untell
UPDATE deliveries SET told_at = NULL, told_by = NULL
WHERE announcement_id = :id AND person_id = :person_id AND told_at IS NOT NULL
RETURNING person_id;

-- name: count_told!
UPDATE announcements SET told = told + :count WHERE id = :id;

-- name: unreached_communes
-- :waiting 1: also those for whom it still waited when it was stopped.
SELECT coalesce(p.commune, '') AS commune, count(*) AS people, count(d.told_at) AS told
FROM (
    SELECT u.person_id, u.told_at FROM deliveries u
    WHERE u.announcement_id = :id AND u.state > 2
    UNION ALL
    SELECT w.person_id, w.told_at FROM deliveries w
    WHERE CAST(:waiting AS INTEGER) = 1 AND w.announcement_id = :id AND w.state = 0
) AS d JOIN people p ON p.id = d.person_id
GROUP BY 1 ORDER BY 1;

-- name: unreached
-- The people of one commune whom it did not reach; each of them asks for her one row.
SELECT
    d.person_id, CASE WHEN p.consent = 1 THEN p.name END AS name,
    CASE WHEN p.consent = 1 THEN p.phone END AS phone, p.commune,
    CASE WHEN p.consent = 0 AND (p.name IS NOT NULL OR p.phone IS NOT NULL) THEN 1 ELSE 0 END
        AS locked,
    d.state, d.error, d.told_at, d.told_by
FROM people p CROSS JOIN deliveries d
WHERE d.announcement_id = :id AND d.person_id = p.id AND p.commune = :commune
AND (d.state > 2 OR (CAST(:waiting AS INTEGER) = 1 AND d.state = 0))
ORDER BY 2, p.id LIMIT :limit OFFSET :offset;

-- name: unreached_homeless
-- The same for those who have named no commune.
SELECT
    d.person_id, CASE WHEN p.consent = 1 THEN p.name END AS name,
    CASE WHEN p.consent = 1 THEN p.phone END AS phone, p.commune,
    CASE WHEN p.consent = 0 AND (p.name IS NOT NULL OR p.phone IS NOT NULL) THEN 1 ELSE 0 END
        AS locked,
    d.state, d.error, d.told_at, d.told_by
FROM deliveries d JOIN people p ON p.id = d.person_id
WHERE d.announcement_id = :id AND p.commune IS NULL
AND (d.state > 2 OR (CAST(:waiting AS INTEGER) = 1 AND d.state = 0))
ORDER BY 2, p.id LIMIT :limit OFFSET :offset;

-- name: call_sheet
-- All of them at once, commune by commune, those without one first.
SELECT
    d.person_id, CASE WHEN p.consent = 1 THEN p.name END AS name,
    CASE WHEN p.consent = 1 THEN p.phone END AS phone, p.commune,
    CASE WHEN p.consent = 0 AND (p.name IS NOT NULL OR p.phone IS NOT NULL) THEN 1 ELSE 0 END
        AS locked,
    d.state, d.error, d.told_at, d.told_by
FROM (
    SELECT * FROM deliveries u WHERE u.announcement_id = :id AND u.state > 2
    UNION ALL
    SELECT * FROM deliveries w
    WHERE CAST(:waiting AS INTEGER) = 1 AND w.announcement_id = :id AND w.state = 0
) AS d JOIN people p ON p.id = d.person_id
ORDER BY coalesce(p.commune, ''), 2, p.id;

-- name: stop!
-- A person who took her agreement back: what waits for her does not come, nor what was stopped and
-- may go out after all. Each of the announcements that have begun is asked for its one row.
UPDATE deliveries SET state = 5
WHERE announcement_id IN (
    SELECT a.id FROM announcements a
    WHERE a.started_at IS NOT NULL AND a.state IN ('sending', 'paused', 'stopped')
)
AND person_id = :person_id AND state = 0;

-- name: leave!
-- A person who had her data erased: what was to reach her does not, the figures stay.
UPDATE deliveries
SET channel = '', chat_id = '', state = CASE WHEN state IN (0, 1) THEN 5 ELSE state END
WHERE announcement_id IN (SELECT a.id FROM announcements a WHERE a.started_at IS NOT NULL)
AND person_id = :person_id;

-- name: last_chat
-- The chat in which a person was written to last.
SELECT channel, chat_id FROM chats WHERE person_id = :person_id AND blocked_at IS NULL
ORDER BY free_at DESC, channel, chat_id LIMIT 1;

-- name: backlog
-- How many calls of a lane wait, counted up to a bound only.
SELECT count(*) AS waiting FROM (
    SELECT 1 FROM outbox WHERE channel = :channel AND lane = 2 AND state = 0 LIMIT :most
) AS counted;
