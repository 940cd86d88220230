-- name: withdraw_ideas
-- An idea that no officer has accepted stops here; its buttons become old ones.
UPDATE ideas
SET state = 'withdrawn', officer_id = NULL, revision = revision + 1, updated_at = :now
WHERE person_id = :person_id AND state IN ('submitted', 'returned', 'taken_up')
RETURNING id, code;

-- name: strip_ideas!
-- What stays of an idea is its code and what is counted. An accepted one keeps the product's name.
UPDATE ideas
SET product = CASE WHEN state = 'accepted' THEN product ELSE '–' END,
    special = NULL, special_media = NULL, contact_name = NULL, contact_phone = NULL,
    reason = NULL, revision = revision + 1, updated_at = :now
WHERE person_id = :person_id;

-- name: remove_idea_photos!
DELETE FROM idea_photos WHERE idea_id IN (SELECT id FROM ideas WHERE person_id = :person_id);

-- name: forget_person!
UPDATE people SET consent = NULL, commune = NULL, name = NULL, phone = NULL, kind = NULL
WHERE id = :person_id;

-- name: forget_invited!
UPDATE invitations SET name = NULL WHERE used_by = :person_id;

-- name: forget_failed!
-- Updates that were set aside still have the text she sent.
UPDATE inbox SET state = 1, payload = '', error = NULL, done_at = :now
WHERE state = 2 AND EXISTS (
    SELECT 1 FROM chats c
    WHERE c.channel = inbox.channel AND c.chat_id = inbox.chat_id AND c.person_id = :person_id
);

-- name: drop_news!
-- Notices about her ideas that wait for officers carry her name and her product.
DELETE FROM outbox
WHERE state = 0
AND subject IN (SELECT 'news:' || CAST(id AS TEXT) FROM ideas WHERE person_id = :person_id);

-- name: drop_told!
-- What waits for herself; only presses are still answered, in lane 0, without words of hers.
DELETE FROM outbox
WHERE state = 0 AND lane > 0 AND EXISTS (
    SELECT 1 FROM chats c
    WHERE c.channel = outbox.channel AND c.chat_id = outbox.chat_id AND c.person_id = :person_id
);

-- name: leave_chats!
-- The chats stay, without her, until the last answer has left; then `prune` removes them.
UPDATE chats
SET person_id = NULL, pressed = NULL, asks = NULL,
    erasures = CASE WHEN erased_at > :since THEN erasures + 1 ELSE 1 END,
    erased_at = CASE WHEN erased_at > :since THEN erased_at ELSE :now END
WHERE person_id = :person_id;

-- name: erased
SELECT erasures, erased_at FROM chats
WHERE channel = :channel AND chat_id = :chat_id AND erased_at > :since;

-- name: prune!
DELETE FROM chats WHERE person_id IS NULL AND free_at < :before;

-- name: expire_failed!
UPDATE inbox SET state = 1, payload = '', error = NULL WHERE state = 2 AND done_at < :before;

-- name: expire_drafts!
DELETE FROM drafts WHERE updated_at < :before;

-- name: strangers
-- Who never agreed, filed nothing and is no officer, and was quiet since then.
SELECT p.id FROM people p
WHERE COALESCE(p.consent, 0) = 0 AND p.created_at < :before
AND EXISTS (SELECT 1 FROM chats c WHERE c.person_id = p.id)
AND NOT EXISTS (SELECT 1 FROM chats c WHERE c.person_id = p.id AND c.free_at >= :before)
AND NOT EXISTS (  -- nor answered just now
    SELECT 1 FROM chats c JOIN outbox o ON o.channel = c.channel AND o.chat_id = c.chat_id
    WHERE c.person_id = p.id AND o.state < 2
)
AND NOT EXISTS (SELECT 1 FROM consents s WHERE s.person_id = p.id AND s.given = 1)
AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.person_id = p.id AND d.updated_at >= :before)
AND NOT EXISTS (SELECT 1 FROM ideas i WHERE i.person_id = p.id)
AND NOT EXISTS (SELECT 1 FROM officers o WHERE o.person_id = p.id AND o.withdrawn_at IS NULL)
ORDER BY p.id LIMIT :most;
