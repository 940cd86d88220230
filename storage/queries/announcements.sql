-- name: add
INSERT INTO announcements (
    author, unit, topic, number, text, folded, files, audience, urgent, state, revision, corrects,
    created_at
) VALUES (
    :author, :unit, :topic, :number, :text, :folded, :files, :audience, :urgent, 'draft', 1,
    :corrects, :now
) RETURNING *;

-- name: change
UPDATE announcements
SET unit = :unit, topic = :topic, number = :number, text = :text, folded = :folded,
    files = :files, audience = :audience, urgent = :urgent, revision = revision + 1
WHERE id = :id AND revision = :revision AND state = 'draft' AND author = :author
RETURNING *;

-- name: discard
DELETE FROM announcements
WHERE id = :id AND revision = :revision AND state = 'draft' RETURNING id;

-- name: move
UPDATE announcements
SET state = :state, revision = revision + 1, send_at = :send_at, released_by = :released_by,
    returned_reason = :returned_reason
WHERE id = :id AND revision = :revision
RETURNING *;

-- name: begin
UPDATE announcements
SET state = 'sending', revision = revision + 1, started_at = :now, total = 0
WHERE id = :id AND revision = :revision
RETURNING *;

-- name: more!
UPDATE announcements SET total = total + :count WHERE id = :id;

-- name: finish
-- Nobody waits, nothing is under way, and everybody has a row by now (storage/filling.py).
UPDATE announcements SET state = 'done', revision = revision + 1, finished_at = :now
WHERE id = :id AND state = 'sending'
AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.announcement_id = :id AND d.state = 0)
AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.announcement_id = :id AND d.state = 1)
AND NOT EXISTS (
    SELECT 1 FROM jobs j WHERE j.kind = 'announcement.fill'
    AND j.subject = 'announcement:' || CAST(:id AS TEXT)
)
RETURNING *;

-- name: ended!
UPDATE announcements SET finished_at = :now WHERE id = :id;

-- name: waiting_of
-- What somebody wrote that has not begun to go out, but is to.
SELECT * FROM announcements
WHERE author = :author AND state IN ('waiting_release', 'scheduled') ORDER BY id;

-- name: adopt
UPDATE announcements SET author = :author, revision = revision + 1, returned_reason = NULL
WHERE id = :id AND revision = :revision AND state = 'draft'
RETURNING *;

-- name: touch!
UPDATE announcements SET revision = revision + 1 WHERE id = :id;

-- name: one
SELECT * FROM announcements WHERE id = :id;

-- name: texts
SELECT id, text FROM announcements WHERE id IN (:ids);

-- name: family
-- What an announcement corrects and what corrects it, over several steps, so far as it has begun.
WITH RECURSIVE above (id, corrects) AS (
    SELECT id, corrects FROM announcements WHERE id = :id
    UNION
    SELECT a.id, a.corrects FROM announcements a JOIN above ON a.id = above.corrects
),
related (id) AS (
    SELECT id FROM above WHERE corrects IS NULL
    UNION
    SELECT a.id FROM announcements a JOIN related ON a.corrects = related.id
)
SELECT a.* FROM announcements a JOIN related ON related.id = a.id
WHERE a.started_at IS NOT NULL AND a.id <> :id ORDER BY a.started_at, a.id;

-- name: sending
SELECT id FROM announcements WHERE state = 'sending' ORDER BY started_at, id;

-- name: for_missed
SELECT * FROM announcements WHERE unit = :unit AND audience LIKE :named ORDER BY id;

-- name: of_units
-- :units and :states are written out as lists of parameters.
SELECT * FROM announcements WHERE unit IN (:units) AND state IN (:states)
ORDER BY coalesce(started_at, send_at, created_at) DESC, id DESC LIMIT :limit OFFSET :offset;

-- name: counts_of_units
SELECT state, count(*) AS count FROM announcements WHERE unit IN (:units) GROUP BY state;

-- name: of_person
-- What went to a person, and whether a later one corrects it. Each of the few announcements asks for
-- its one row of the many deliveries. `:matching` and `:open_to_all` are written by
-- storage/announcements.py: a condition for each word that is looked for, and the one below.
SELECT a.*, CASE WHEN d.person_id IS NULL THEN a.started_at ELSE d.read_at END AS read_at,
    (
        SELECT max(x.id) FROM announcements x
        WHERE x.corrects = a.id AND x.started_at IS NOT NULL
    ) AS corrected_by
FROM announcements a
LEFT JOIN deliveries d
ON d.announcement_id = a.id AND d.person_id = :person_id AND d.state > 0
WHERE a.started_at IS NOT NULL
AND (d.person_id IS NOT NULL OR (:open_to_all))
AND (CAST(:topic AS TEXT) = '' OR a.topic = :topic)
AND (:matching)
ORDER BY a.started_at DESC, a.id DESC LIMIT :limit OFFSET :offset;

-- name: count_of_person
SELECT
    count(*) AS count,
    count(*) FILTER (WHERE d.person_id IS NOT NULL AND d.read_at IS NULL) AS unread
FROM announcements a
LEFT JOIN deliveries d
ON d.announcement_id = a.id AND d.person_id = :person_id AND d.state > 0
WHERE a.started_at IS NOT NULL
AND (d.person_id IS NOT NULL OR (:open_to_all))
AND (CAST(:topic AS TEXT) = '' OR a.topic = :topic)
AND (:matching);

-- name: one_of_person
SELECT a.*, CASE WHEN d.person_id IS NULL THEN a.started_at ELSE d.read_at END AS read_at,
    (
        SELECT max(x.id) FROM announcements x
        WHERE x.corrects = a.id AND x.started_at IS NOT NULL
    ) AS corrected_by
FROM announcements a
LEFT JOIN deliveries d
ON d.announcement_id = a.id AND d.person_id = :person_id AND d.state > 0
WHERE a.id = :id
AND (d.person_id IS NOT NULL OR (:open_to_all));

-- name: open_to_all
-- A condition: what goes out to areas is no secret, and who has told nobody where she lives, because
-- she refused, reads all of it. Not what is for those of a class, or for whom another one reached.
a.state IN ('sending', 'done') AND a.audience LIKE '%"areas":%'
AND a.audience NOT LIKE '%"classes":%'
AND a.audience NOT LIKE '%"received":%' AND a.audience NOT LIKE '%"missed":%'
AND EXISTS (SELECT 1 FROM people p WHERE p.id = :person_id AND p.commune IS NULL)
AND NOT EXISTS (
    SELECT 1 FROM officers o WHERE o.person_id = :person_id AND o.withdrawn_at IS NULL
);

-- name: forget_shown!
-- The author's chat, when she has her data erased.
UPDATE announcements SET shown_channel = NULL, shown_chat = NULL, shown_message = NULL
WHERE author = :person_id;

-- name: shown!
-- Where its author sees the progress.
UPDATE announcements
SET shown_channel = :channel, shown_chat = :chat_id, shown_message = :message_id
WHERE id = :id;
