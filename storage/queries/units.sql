-- What lies under the code of a unit; {table} and {column} are those of storage/units.py.

-- name: stored_under
SELECT count(*) AS n FROM {table} WHERE {column} = :code;

-- name: move!
UPDATE {table} SET {column} = :new WHERE {column} = :gone;

-- name: end_doubled_roles!
-- A role that its holder has for the new unit too.
UPDATE officers SET withdrawn_at = :now
WHERE unit = :gone AND withdrawn_at IS NULL AND EXISTS (
    SELECT 1 FROM officers o
    WHERE o.person_id = officers.person_id AND o.level = officers.level AND o.unit = :new
    AND o.withdrawn_at IS NULL
);

-- name: remove_doubled_targets!
DELETE FROM targets WHERE unit = :gone AND EXISTS (
    SELECT 1 FROM targets t WHERE t.unit = :new AND t.year = targets.year
);
