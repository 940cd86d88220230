-- name: load
-- The chat of an update with its person, the open draft and whether the person is an officer.
SELECT
    c.person_id, c.blocked_at, c.pressed, c.pressed_at, c.asks,
    p.language, p.consent, p.commune, p.name, p.phone, p.kind,
    d.id AS draft_id, d.form, d.version, d.data, d.updated_at,
    EXISTS (
        SELECT 1 FROM officers o WHERE o.person_id = c.person_id AND o.withdrawn_at IS NULL
    ) AS is_officer
FROM chats c
JOIN people p ON p.id = c.person_id
LEFT JOIN drafts d ON d.person_id = c.person_id AND d.open = 1
WHERE c.channel = :channel AND c.chat_id = :chat_id;

-- name: add_person
INSERT INTO people (language, created_at) VALUES (:language, :now) RETURNING id;

-- name: add_chat!
INSERT INTO chats (channel, chat_id, person_id) VALUES (:channel, :chat_id, :person_id)
ON CONFLICT (channel, chat_id) DO UPDATE SET person_id = excluded.person_id;

-- name: unblock!
UPDATE chats SET blocked_at = NULL WHERE channel = :channel AND chat_id = :chat_id;

-- name: block!
UPDATE chats SET blocked_at = :now WHERE channel = :channel AND chat_id = :chat_id;

-- name: note!
UPDATE chats SET pressed = :pressed, pressed_at = :now, asks = :asks
WHERE channel = :channel AND chat_id = :chat_id;

-- name: asked!
UPDATE chats SET asks = :asks
WHERE channel = :channel AND chat_id = :chat_id
AND coalesce(asks, '') <> coalesce(CAST(:asks AS TEXT), '');

-- name: of_person
SELECT channel, chat_id FROM chats WHERE person_id = :person_id AND blocked_at IS NULL;
