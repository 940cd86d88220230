-- name: add!
INSERT INTO data_requests (person_id, kind, received_at, reply_by, done_by, done_at)
VALUES (:person_id, :kind, :now, :reply_by, :done_by, :now);

-- name: add_once!
-- The same wish again on the same day is the same request.
INSERT INTO data_requests (person_id, kind, received_at, reply_by, done_by, done_at)
SELECT
    CAST(:person_id AS BIGINT), CAST(:kind AS TEXT), CAST(:now AS BIGINT),
    CAST(:reply_by AS TEXT), CAST(:done_by AS TEXT), CAST(:now AS BIGINT)
WHERE NOT EXISTS (
    SELECT 1 FROM data_requests
    WHERE person_id = :person_id AND kind = :kind AND received_at >= :since
);

-- name: asked_since
-- When a person asked for something, the newest first.
SELECT received_at FROM data_requests
WHERE person_id = :person_id AND kind = :kind AND received_at > :since
ORDER BY received_at DESC LIMIT :most;

-- name: of_person
SELECT id, kind, received_at, reply_by, done_by, done_at FROM data_requests
WHERE person_id = :person_id ORDER BY id DESC LIMIT :most;

-- name: decided_at
-- When a person last decided about her data, and how.
SELECT
    given, decided_at,
    EXISTS (
        SELECT 1 FROM consents AS earlier
        WHERE earlier.person_id = consents.person_id AND earlier.id < consents.id
            AND earlier.given = 1
    ) AS agreed_before
FROM consents WHERE person_id = :person_id ORDER BY id DESC LIMIT 1;
