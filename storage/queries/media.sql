-- name: add
INSERT INTO media (person_id, kind, channel, file_id, mime, file_name, size, created_at)
VALUES (:person_id, :kind, :channel, :file_id, :mime, :file_name, :size, :now)
RETURNING id;

-- name: one
SELECT id, person_id, kind, channel, file_id, mime, file_name, size, sha256
FROM media WHERE id = :id;

-- name: kept!
UPDATE media SET sha256 = :sha256, size = :size WHERE id = :id;

-- name: add_blob!
INSERT INTO blobs (sha256, bytes)
SELECT CAST(:sha256 AS TEXT), :bytes WHERE EXISTS (SELECT 1 FROM media WHERE id = :id)
ON CONFLICT (sha256) DO NOTHING;

-- name: blob
SELECT bytes FROM blobs WHERE sha256 = :sha256;

-- name: remove_of_person!
DELETE FROM media WHERE person_id = :person_id;

-- name: remove_unused_blobs!
DELETE FROM blobs WHERE NOT EXISTS (SELECT 1 FROM media m WHERE m.sha256 = blobs.sha256);
