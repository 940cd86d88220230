-- name: add!
INSERT INTO invitations (token_hash, level, unit, name, created_at, expires_at, made_by)
VALUES (:token_hash, :level, :unit, :name, :now, :expires_at, :made_by);

-- name: one
SELECT * FROM invitations WHERE token_hash = :token_hash;

-- name: use
UPDATE invitations SET used_at = :now, used_by = :person_id
WHERE token_hash = :token_hash AND used_at IS NULL AND expires_at > :now
RETURNING *;

-- name: open_in
-- :units is written out as a list of parameters.
SELECT * FROM invitations WHERE used_at IS NULL AND expires_at > :now AND unit IN (:units)
ORDER BY expires_at, token_hash;

-- name: open_one
-- By the first digits of the hash.
SELECT * FROM invitations
WHERE token_hash >= :begins AND token_hash < :ends AND used_at IS NULL AND expires_at > :now;

-- name: revoke
UPDATE invitations SET expires_at = :now
WHERE token_hash >= :begins AND token_hash < :ends AND used_at IS NULL AND expires_at > :now
RETURNING token_hash;
