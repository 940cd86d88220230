-- name: add
INSERT INTO signups (
    class_id, person_id, name, name_key, phone, state, position, token, created_at, updated_at
) VALUES (
    :class_id, :person_id, :name, :name_key, :phone, :state, :position, :token, :now, :now
)
ON CONFLICT DO NOTHING
RETURNING *;

-- name: again
-- A row of hers that was given back or ran out begins anew: of this name, with its QR code, else any.
UPDATE signups
SET token = CASE WHEN name_key = :name_key THEN token ELSE :token END,
    name = :name, name_key = :name_key, state = :state, position = :position,
    offered_until = NULL, checked_in_at = NULL, checked_in_by = NULL, created_at = :now,
    updated_at = :now
WHERE id = (
    SELECT s.id FROM signups s
    WHERE s.class_id = :class_id AND s.person_id = :person_id
    AND s.state IN ('cancelled', 'declined', 'lapsed')
    ORDER BY CASE WHEN s.name_key = :name_key THEN 0 ELSE 1 END, s.id LIMIT 1
)
RETURNING *;

-- name: move
UPDATE signups SET state = :state, offered_until = :offered_until, updated_at = :now
WHERE id = :id
RETURNING *;

-- name: check
-- The end of an offer stays: a check-in by mistake is taken back to it.
UPDATE signups
SET state = :state, before_check_in = :before, checked_in_at = :now, checked_in_by = :by,
    updated_at = :now
WHERE id = :id
RETURNING *;

-- name: check_out!
UPDATE signups SET before_check_in = NULL, checked_in_at = NULL, checked_in_by = NULL
WHERE id = :id;

-- name: absent
UPDATE signups SET state = 'absent', updated_at = :now
WHERE class_id = :class_id AND state = 'signed'
RETURNING *;

-- name: absent_but_for_check_in!
UPDATE signups SET before_check_in = 'absent'
WHERE class_id = :class_id AND state = 'attended' AND before_check_in = 'signed';

-- name: line
SELECT id, state, position, offered_until FROM signups
WHERE class_id = :class_id
AND state IN ('signed', 'offered', 'waiting', 'attended', 'absent')
ORDER BY position;

-- name: one
SELECT * FROM signups WHERE id = :id;

-- name: by_token
SELECT * FROM signups WHERE token = :token;

-- name: roster
SELECT s.*, coalesce(s.phone, p.phone) AS to_call, p.commune, p.kind, p.consent
FROM signups s LEFT JOIN people p ON p.id = s.person_id
WHERE s.class_id = :class_id
AND s.state IN ('signed', 'waiting', 'offered', 'attended', 'absent', 'walk_in')
ORDER BY s.position;

-- name: of_person_in
SELECT * FROM signups
WHERE class_id = :class_id AND person_id = :person_id
AND state IN ('signed', 'waiting', 'offered', 'attended', 'absent', 'walk_in')
ORDER BY position;

-- name: classes_of_person
SELECT c.* FROM classes c
WHERE c.ends_at > :since AND c.id IN (
    SELECT s.class_id FROM signups s
    WHERE s.person_id = :person_id
    AND s.state IN ('signed', 'waiting', 'offered', 'attended', 'absent', 'walk_in')
)
ORDER BY c.starts_at, c.id;

-- name: of_person_ahead
SELECT s.* FROM signups s JOIN classes c ON c.id = s.class_id
WHERE s.person_id = :person_id AND s.state IN ('signed', 'waiting', 'offered')
AND c.starts_at > :now
ORDER BY s.class_id, s.position;

-- name: tally
-- :classes is written out as a list of parameters by storage/signups.py.
SELECT class_id, state, count(*) AS count FROM signups
WHERE class_id IN (:classes) GROUP BY class_id, state;
