-- name: person
SELECT created_at FROM people WHERE id = :person_id;

-- name: chats
SELECT channel FROM chats WHERE person_id = :person_id ORDER BY channel;

-- name: decisions
SELECT given, text_version, decided_at FROM consents WHERE person_id = :person_id ORDER BY id;

-- name: drafts
SELECT form, data, updated_at FROM drafts WHERE person_id = :person_id ORDER BY id;

-- name: media
SELECT m.kind, m.file_name, m.size, m.created_at, m.sha256, length(b.bytes) AS length
FROM media m LEFT JOIN blobs b ON b.sha256 = m.sha256
WHERE m.person_id = :person_id AND m.kind NOT IN ('export', 'made') ORDER BY m.id;

-- name: contents
SELECT b.sha256, b.bytes FROM blobs b
WHERE b.sha256 IN (
    SELECT m.sha256 FROM media m WHERE m.person_id = :person_id AND m.kind NOT IN ('export', 'made')
);

-- name: last_export
SELECT max(created_at) AS at FROM media WHERE person_id = :person_id AND kind = 'export';

-- name: remove_export_blobs!
-- Bytes of her earlier files that nothing else has; before `remove_exports`.
DELETE FROM blobs
WHERE sha256 IN (
    SELECT m.sha256 FROM media m WHERE m.person_id = :person_id AND m.kind = 'export'
)
AND NOT EXISTS (
    SELECT 1 FROM media o
    WHERE o.sha256 = blobs.sha256 AND NOT (o.person_id = :person_id AND o.kind = 'export')
);

-- name: remove_exports!
DELETE FROM media WHERE person_id = :person_id AND kind = 'export';

-- name: add_export
INSERT INTO media (
    person_id, kind, channel, file_id, mime, file_name, size, sha256, created_at
) VALUES (
    :person_id, 'export', :channel, '', :mime, :file_name, :size, :sha256, :now
) RETURNING id;

-- name: add_blob!
INSERT INTO blobs (sha256, bytes) VALUES (:sha256, :bytes) ON CONFLICT (sha256) DO NOTHING;
