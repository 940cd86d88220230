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
-- In a role in force, as a person, or in a role that has ended.
SELECT coalesce(o.name, p.name, (
    SELECT past.name FROM officers past
    WHERE past.person_id = p.id AND past.name IS NOT NULL ORDER BY past.id DESC LIMIT 1
)) AS name
FROM people p LEFT JOIN officers o ON o.person_id = p.id AND o.withdrawn_at IS NULL
WHERE p.id = :person_id ORDER BY o.id DESC LIMIT 1;

-- name: one
SELECT id, person_id, level, unit, name, granted_at FROM officers
WHERE id = :id AND withdrawn_at IS NULL;

-- name: in_units
SELECT o.id, o.person_id, o.level, o.unit, coalesce(o.name, p.name) AS name, o.granted_at
FROM officers o JOIN people p ON p.id = o.person_id
WHERE o.withdrawn_at IS NULL AND o.unit IN (:units) ORDER BY o.id;

-- name: withdraw_one
-- The name stays for those who read the log, until the person has hers erased.
UPDATE officers SET withdrawn_at = :now
WHERE id = :id AND withdrawn_at IS NULL
AND (level <> 'administrator' OR EXISTS (
    SELECT 1 FROM officers o
    WHERE o.level = 'administrator' AND o.unit = officers.unit AND o.withdrawn_at IS NULL
    AND o.person_id <> officers.person_id
))
RETURNING id;

-- name: forget_names!
UPDATE officers SET name = NULL WHERE person_id = :person_id;

-- name: one_at_a_time
-- Two who end each other's roles at once wait for one another here.
INSERT INTO counters (name, value) VALUES (:name, 1)
ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
RETURNING value;
