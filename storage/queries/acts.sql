-- name: add!
INSERT INTO acts (at, person_id, action, subject, detail)
VALUES (:now, :person_id, :action, :subject, :detail);

-- name: of_subject
SELECT id, at, person_id, action, subject, detail FROM acts
WHERE subject = :subject ORDER BY id;
