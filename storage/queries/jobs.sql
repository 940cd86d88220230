-- name: put!
INSERT INTO jobs (kind, subject, due_at, until, data)
VALUES (:kind, :subject, :due_at, :until, :data)
ON CONFLICT (kind, subject) DO UPDATE SET
    due_at = excluded.due_at, until = excluded.until, data = excluded.data,
    attempts = 0, error = NULL;

-- name: put_once!
INSERT INTO jobs (kind, subject, due_at, until, data)
VALUES (:kind, :subject, :due_at, NULL, :data)
ON CONFLICT (kind, subject) DO NOTHING;

-- name: cancel!
DELETE FROM jobs WHERE kind = :kind AND subject = :subject;

-- name: cancel_about!
DELETE FROM jobs WHERE subject = :subject;

-- name: due
-- Exports are begun one by one (`begin`).
SELECT id, kind, subject, due_at, until, data, attempts FROM jobs
WHERE due_at <= :now AND error IS NULL AND kind NOT LIKE 'export.%'
ORDER BY due_at, id LIMIT :most;

-- name: begin
-- What is not done within one transaction: a process that dies over it has left its trace.
UPDATE jobs SET attempts = attempts + 1
WHERE id = (
    SELECT j.id FROM jobs j WHERE j.kind = :kind AND j.due_at <= :now AND j.error IS NULL
    ORDER BY j.due_at, j.id LIMIT 1
)
RETURNING id, kind, subject, due_at, until, data, attempts;

-- name: again!
UPDATE jobs SET due_at = :due_at WHERE id = :id AND due_at = :was_due;

-- name: take
DELETE FROM jobs WHERE id = :id AND due_at = :due_at AND error IS NULL RETURNING id;

-- name: postpone
UPDATE jobs SET attempts = attempts + 1, due_at = :due_at, error = :error
WHERE id = :id AND due_at = :was_due
RETURNING id;

-- name: given_up
-- `due_at` is when it failed for the last time.
SELECT id, kind, subject, due_at, attempts, error FROM jobs
WHERE error IS NOT NULL ORDER BY id;

-- name: retry
UPDATE jobs SET error = NULL, attempts = 0, due_at = :now
WHERE id = :id AND error IS NOT NULL
RETURNING id;

-- name: one
SELECT id, kind, subject, due_at, until, data, attempts FROM jobs
WHERE kind = :kind AND subject = :subject;

-- name: failed
SELECT count(*) AS failed FROM jobs WHERE error IS NOT NULL;

-- name: count_dropped
INSERT INTO counters (name, value) VALUES ('jobs.dropped', 1)
ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value;
