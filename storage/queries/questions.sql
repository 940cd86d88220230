-- name: add
INSERT INTO questions (
    person_id, commune, state, revision, reach, about, asked_at, waiting_since, updated_at
) VALUES (:person_id, :commune, 'waiting', 1, 1, :about, :now, :now, :now)
RETURNING *;

-- name: add_message
INSERT INTO question_messages (question_id, person_id, by_officer, text, media_id, album, at)
VALUES (:question_id, :person_id, :by_officer, :text, :media_id, :album, :now)
RETURNING *;

-- name: one
SELECT * FROM questions WHERE id = :id;

-- name: wrote
-- The producer wrote on: a thread that was answered or closed waits again.
UPDATE questions
SET state = 'waiting', revision = revision + 1, updated_at = :now,
    waiting_since = CASE WHEN state = 'waiting' THEN waiting_since ELSE :now END
WHERE id = :id AND person_id = :person_id
RETURNING *;

-- name: change
UPDATE questions
SET state = :state, officer_id = :officer_id, reach = :reach, revision = revision + 1,
    updated_at = :now
WHERE id = :id AND revision = :revision
RETURNING *;

-- name: reached!
-- Higher up it is told of; what its buttons do has not changed.
UPDATE questions SET reach = :reach WHERE id = :id;

-- name: carried_up!
UPDATE questions
SET reach = :reach, officer_id = NULL, revision = revision + 1, updated_at = :now WHERE id = :id;

-- name: messages
SELECT * FROM question_messages WHERE question_id = :question_id ORDER BY id DESC LIMIT :most;

-- name: message
SELECT * FROM question_messages WHERE id = :id AND question_id = :question_id;

-- name: first_words
-- What each thread began with.
SELECT m.question_id, m.text, m.media_id FROM question_messages m
WHERE m.id = (SELECT min(f.id) FROM question_messages f WHERE f.question_id = m.question_id)
AND m.question_id IN (:questions);

-- name: album
-- The thread that the person's last message stands in, if that was a photo of this album.
SELECT question_id FROM question_messages
WHERE person_id = :person_id AND by_officer = :by_officer AND at > :since AND album = :album
ORDER BY id DESC LIMIT 1;

-- name: of_person
SELECT * FROM questions WHERE person_id = :person_id
ORDER BY CASE WHEN state = 'closed' THEN 1 ELSE 0 END, updated_at DESC, id DESC
LIMIT :limit OFFSET :offset;

-- name: count_of_person
SELECT count(*) AS count FROM questions WHERE person_id = :person_id;

-- name: asked_since
SELECT count(*) AS count FROM questions WHERE person_id = :person_id AND asked_at > :since;

-- name: written_since
SELECT count(*) AS count FROM question_messages
WHERE person_id = :person_id AND by_officer = 0 AND at > :since;

-- name: queue
-- Lists of parameters are written out by storage/questions.py. Who took her agreement back is not
-- listed, nor what the officer asked herself.
SELECT q.* FROM questions q JOIN people p ON p.id = q.person_id
WHERE (q.commune IN (:near)
    OR (q.commune IN (:middle) AND q.reach >= :from_middle)
    OR (q.commune IN (:far) AND q.reach >= :from_far))
AND q.state IN (:states) AND p.consent = 1 AND q.person_id <> :me
AND (CAST(:holder AS BIGINT) IS NULL OR q.officer_id = :holder)
AND (:free = 0 OR q.officer_id IS NULL)
ORDER BY q.waiting_since, q.id LIMIT :limit OFFSET :offset;

-- name: tally
SELECT
    count(*) FILTER (WHERE q.state = 'waiting' AND q.officer_id IS NULL AND (q.commune IN (:near)
        OR (q.commune IN (:middle) AND q.reach >= 2)
        OR (q.commune IN (:far) AND q.reach >= 3))) AS new,
    count(*) FILTER (WHERE q.officer_id = :me) AS mine,
    count(*) AS everything
FROM questions q JOIN people p ON p.id = q.person_id
WHERE (q.commune IN (:near) OR q.commune IN (:middle) OR q.commune IN (:far))
AND q.state IN ('waiting', 'answered') AND p.consent = 1 AND q.person_id <> :me;

-- name: held
SELECT * FROM questions WHERE officer_id = :officer_id AND state <> 'closed' ORDER BY id;

-- name: close_of_person
UPDATE questions SET state = 'closed', revision = revision + 1, updated_at = :now
WHERE person_id = :person_id AND state <> 'closed'
RETURNING id;

-- name: strip_messages!
-- Her threads as a whole: an answer tells what was asked. And what she spoke or photographed as an
-- officer.
UPDATE question_messages SET text = NULL, media_id = NULL, album = NULL
WHERE question_id IN (SELECT q.id FROM questions q WHERE q.person_id = :person_id);

-- name: strip_files!
UPDATE question_messages SET media_id = NULL, album = NULL WHERE person_id = :person_id;

-- name: strip_about!
UPDATE questions SET about = NULL WHERE person_id = :person_id;

-- name: drop_uses!
DELETE FROM media_uses WHERE subject IN (
    SELECT 'question:' || CAST(q.id AS TEXT) FROM questions q WHERE q.person_id = :person_id
);

-- name: drop_news!
-- Notices about her questions, and the reminders to answer them.
DELETE FROM outbox
WHERE state = 0
AND subject IN (SELECT 'asked:' || CAST(id AS TEXT) FROM questions WHERE person_id = :person_id);

-- name: kept
SELECT q.id, q.asked_at, q.state, m.by_officer, m.text, m.media_id, m.at
FROM questions q JOIN question_messages m ON m.question_id = q.id
WHERE q.person_id = :person_id ORDER BY q.id, m.id;
