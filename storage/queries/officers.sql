-- name: roles
SELECT level, unit FROM officers
WHERE person_id = :person_id AND withdrawn_at IS NULL ORDER BY id;

-- name: at_level
SELECT person_id, level, unit FROM officers
WHERE level = :level AND withdrawn_at IS NULL ORDER BY id;

-- name: at_unit
SELECT person_id, level, unit FROM officers
WHERE level = :level AND unit = :unit AND withdrawn_at IS NULL ORDER BY id;

-- name: units
SELECT unit FROM officers WHERE withdrawn_at IS NULL;

-- name: listed
SELECT person_id, level, unit, name, granted_at FROM officers
WHERE withdrawn_at IS NULL ORDER BY id;

-- name: grant!
INSERT INTO officers (person_id, level, unit, name, granted_at)
VALUES (:person_id, :level, :unit, :name, :now)
ON CONFLICT (person_id, level, unit) WHERE withdrawn_at IS NULL DO NOTHING;

-- name: withdraw!
UPDATE officers SET withdrawn_at = :now, name = NULL
WHERE person_id = :person_id AND withdrawn_at IS NULL;

-- name: name
SELECT coalesce(o.name, p.name) AS name
FROM people p LEFT JOIN officers o ON o.person_id = p.id AND o.withdrawn_at IS NULL
WHERE p.id = :person_id ORDER BY o.id DESC LIMIT 1;
