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

-- name: head
SELECT substr(b.bytes, 1, 16) AS head FROM media m JOIN blobs b ON b.sha256 = m.sha256
WHERE m.id = :id;

-- name: taken
-- What a person sent since a time and is still kept.
SELECT count(*) AS files, COALESCE(sum(size), 0) AS bytes FROM media
WHERE person_id = :person_id AND kind NOT IN ('export', 'made') AND created_at > :since;

-- name: made_since
SELECT created_at FROM media
WHERE person_id = :person_id AND kind = 'made' AND created_at > :since
ORDER BY created_at DESC LIMIT :most;

-- name: last_of
-- The last of some files in a row, by its number.
SELECT max(id) AS id FROM (
    SELECT id FROM media WHERE id > :after ORDER BY id LIMIT :most
) AS looked_at;

-- name: unused
-- Files that belong to nothing: no use, no idea and no draft, whose answers name them by numbers
-- in quotes.
SELECT m.id FROM media m
WHERE m.id BETWEEN :first AND :last AND m.created_at < :before AND m.kind <> 'export'
AND NOT EXISTS (SELECT 1 FROM media_uses u WHERE u.media_id = m.id)
AND NOT EXISTS (
    SELECT 1 FROM ideas i WHERE i.person_id = m.person_id AND i.special_media = m.id
)
AND NOT EXISTS (
    SELECT 1 FROM ideas i JOIN idea_photos p ON p.idea_id = i.id
    WHERE i.person_id = m.person_id AND p.media_id = m.id
)
AND NOT EXISTS (
    SELECT 1 FROM drafts d
    WHERE d.person_id = m.person_id AND d.data LIKE '%"' || CAST(m.id AS TEXT) || '"%'
);

-- name: remove_blob_of!
-- Bytes that only this medium has; before `remove`.
DELETE FROM blobs
WHERE sha256 = (SELECT m.sha256 FROM media m WHERE m.id = :id)
AND NOT EXISTS (SELECT 1 FROM media o WHERE o.sha256 = blobs.sha256 AND o.id <> :id);

-- name: remove!
DELETE FROM media WHERE id = :id;

-- name: remove_blobs_of_person!
-- Bytes that only this person sent; before `remove_of_person`.
DELETE FROM blobs
WHERE sha256 IN (SELECT m.sha256 FROM media m WHERE m.person_id = :person_id)
AND NOT EXISTS (
    SELECT 1 FROM media o WHERE o.sha256 = blobs.sha256 AND (
        o.person_id <> :person_id
        OR EXISTS (SELECT 1 FROM media_uses u WHERE u.media_id = o.id AND u.official = 1)
    )
);

-- name: remove_of_person!
DELETE FROM media WHERE person_id = :person_id
AND NOT EXISTS (SELECT 1 FROM media_uses u WHERE u.media_id = media.id AND u.official = 1);

-- name: remove_uses_of_person!
-- Before `remove_of_person`.
DELETE FROM media_uses
WHERE official = 0 AND media_id IN (SELECT m.id FROM media m WHERE m.person_id = :person_id);

-- name: hold!
INSERT INTO media_uses (media_id, subject, official)
SELECT m.id, CAST(:subject AS TEXT), CAST(:official AS INTEGER) FROM media m WHERE m.id = :id
ON CONFLICT (media_id, subject) DO NOTHING;

-- name: let_go!
DELETE FROM media_uses WHERE subject = :subject;

-- name: let_go_of!
DELETE FROM media_uses WHERE subject = :subject AND media_id = :id;

-- name: add_made
INSERT INTO media (
    person_id, kind, channel, file_id, mime, file_name, size, sha256, created_at
) VALUES (
    :person_id, 'made', '', '', :mime, :file_name, :size, :sha256, :now
) RETURNING id;

-- name: add_made_blob!
INSERT INTO blobs (sha256, bytes) VALUES (:sha256, :bytes) ON CONFLICT (sha256) DO NOTHING;
