-- name: of_person
SELECT id, form, version, data, open, updated_at FROM drafts
WHERE person_id = :person_id AND form = :form;

-- name: latest
SELECT id, form, version, data, open, updated_at FROM drafts
WHERE person_id = :person_id ORDER BY updated_at DESC LIMIT 1;

-- name: put_away!
UPDATE drafts SET open = 0 WHERE person_id = :person_id AND open = 1;

-- name: add
INSERT INTO drafts (person_id, form, version, data, open, updated_at)
VALUES (:person_id, :form, :version, :data, 1, :now)
ON CONFLICT (person_id, form) DO UPDATE
SET version = excluded.version, data = excluded.data, open = 1, updated_at = excluded.updated_at,
    reminded_at = NULL
RETURNING id;

-- name: save!
UPDATE drafts
SET version = :version, data = :data, open = :open, updated_at = :now, reminded_at = NULL
WHERE id = :id;

-- name: remove!
DELETE FROM drafts WHERE id = :id;

-- name: remove_all!
DELETE FROM drafts WHERE person_id = :person_id;

-- name: idle
SELECT id, person_id, form, version, data, open, updated_at FROM drafts
WHERE reminded_at IS NULL AND updated_at < :before
ORDER BY updated_at LIMIT :most;

-- name: reminded!
UPDATE drafts SET reminded_at = :now WHERE id = :id;
