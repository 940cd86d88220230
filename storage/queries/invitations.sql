-- name: add!
INSERT INTO invitations (token_hash, level, unit, name, created_at, expires_at)
VALUES (:token_hash, :level, :unit, :name, :now, :expires_at);

-- name: one
SELECT level, unit, name, expires_at, used_at, used_by FROM invitations
WHERE token_hash = :token_hash;

-- name: use
UPDATE invitations SET used_at = :now, used_by = :person_id
WHERE token_hash = :token_hash AND used_at IS NULL AND expires_at > :now
RETURNING level, unit, name, expires_at, used_at, used_by;
