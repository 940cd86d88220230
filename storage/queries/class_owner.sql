-- name: strip_signups!
-- The key of a name is what keeps two people of one sender apart; the token led to her.
UPDATE signups
SET name = '–', name_key = 'gone ' || CAST(id AS TEXT), token = 'gone ' || CAST(id AS TEXT),
    phone = NULL
WHERE person_id = :person_id;

-- name: strip_feedback!
UPDATE class_feedback SET wish = NULL WHERE person_id = :person_id;

-- name: places
SELECT c.topic, c.starts_at, s.name, s.state
FROM signups s JOIN classes c ON c.id = s.class_id
WHERE s.person_id = :person_id ORDER BY s.id;

-- name: said
SELECT c.topic, f.class_id, f.useful, f.clear, f.wish, f.created_at
FROM class_feedback f JOIN classes c ON c.id = f.class_id
WHERE f.person_id = :person_id ORDER BY f.created_at;
