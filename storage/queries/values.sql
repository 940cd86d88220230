-- name: get
SELECT value FROM settings WHERE name = :name;

-- name: put!
INSERT INTO settings (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: hold
-- Changes nothing; who would change it waits for the end of the transaction.
UPDATE settings SET value = value WHERE name = :name AND value = :value RETURNING name;
