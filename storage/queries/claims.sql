-- name: add_person
-- Whom an officer writes something down for: she has no chat, and agreed in the officer's presence.
INSERT INTO people (language, consent, commune, name, phone, created_at)
VALUES ('vi', 1, :commune, :name, :phone, :now) RETURNING id;

-- name: own_media!
-- What the officer photographed is the producer's.
UPDATE media SET person_id = :person_id WHERE id = :id;

-- name: hold
-- Changes nothing: holds her open code, so that she takes hers over before this or after it.
UPDATE claims SET expires_at = expires_at
WHERE person_id = :person_id AND claimed_at IS NULL RETURNING person_id;

-- name: assisted!
UPDATE ideas SET assisted_by = :officer_id WHERE id = :id;

-- name: assisted_by
SELECT assisted_by FROM ideas WHERE id = :id;

-- name: drop_codes!
-- A new code takes the place of the one that was lost.
DELETE FROM claims WHERE person_id = :person_id AND claimed_at IS NULL;

-- name: add!
INSERT INTO claims (code_hash, person_id, made_by, created_at, expires_at)
VALUES (:code_hash, :person_id, :made_by, :now, :expires_at);

-- name: one
SELECT * FROM claims WHERE code_hash = :code_hash;

-- name: offer!
UPDATE claims SET offered_to = :to WHERE code_hash = :code_hash AND claimed_at IS NULL;

-- name: offered
SELECT * FROM claims
WHERE offered_to = :to AND claimed_at IS NULL AND expires_at > :now
ORDER BY created_at DESC LIMIT 1;

-- name: use
UPDATE claims SET claimed_at = :now, claimed_by = :to
WHERE code_hash = :code_hash AND claimed_at IS NULL AND expires_at > :now
RETURNING *;

-- name: add_try!
INSERT INTO claim_tries (person_id, at) VALUES (:person_id, :now);

-- name: tries
SELECT count(*) AS count FROM claim_tries WHERE person_id = :person_id AND at > :since;

-- name: forget_tries!
DELETE FROM claim_tries WHERE at < :before;

-- name: forget_offers!
UPDATE claims SET offered_to = NULL WHERE offered_to = :person_id AND claimed_at IS NULL;

-- name: drop_tries!
DELETE FROM claim_tries WHERE person_id = :person_id;

-- name: drop_forms!
-- What officers are writing down for her holds her words too.
DELETE FROM drafts
WHERE person_id IN (SELECT o.person_id FROM officers o) AND (
    (
        form = 'assist_more'
        AND data LIKE '%"subject":' || CAST(CAST(:person_id AS BIGINT) AS TEXT) || ',%'
    )
    OR (form = 'assist_fix' AND EXISTS (
        SELECT 1 FROM ideas i WHERE i.person_id = CAST(:person_id AS BIGINT)
        AND drafts.data LIKE '%"subject":' || CAST(i.id AS TEXT) || ',%'
    ))
);

-- name: waiting
-- For whom something was written down that nobody has taken over; :communes is a list.
SELECT p.id, p.name, p.phone, p.commune, c.made_by, c.created_at, c.expires_at
FROM claims c JOIN people p ON p.id = c.person_id
WHERE c.claimed_at IS NULL AND p.commune IN (:communes)
ORDER BY c.created_at DESC, p.id DESC LIMIT :limit OFFSET :offset;

-- name: count_waiting
SELECT count(*) AS count FROM claims c JOIN people p ON p.id = c.person_id
WHERE c.claimed_at IS NULL AND p.commune IN (:communes);

-- name: waiting_one
SELECT p.id, p.name, p.phone, p.commune, c.made_by, c.created_at, c.expires_at
FROM claims c JOIN people p ON p.id = c.person_id
WHERE c.claimed_at IS NULL AND p.id = :person_id;

-- name: move_consents!
UPDATE consents SET person_id = :to WHERE person_id = :from_;

-- name: move_media!
UPDATE media SET person_id = :to WHERE person_id = :from_;

-- name: move_ideas!
UPDATE ideas SET person_id = :to, revision = revision + 1 WHERE person_id = :from_;

-- name: move_data_requests!
UPDATE data_requests SET person_id = :to WHERE person_id = :from_;

-- name: move_products!
UPDATE products SET person_id = :to, revision = revision + 1 WHERE person_id = :from_;

-- name: move_product_steps!
-- What she did herself; without a chat that can only be to products of hers.
UPDATE product_steps SET person_id = :to
WHERE person_id = :from_
AND product_id IN (SELECT p.id FROM products p WHERE p.person_id IN (:from_, :to));

-- name: move_questions!
UPDATE questions SET person_id = :to WHERE person_id = :from_;

-- name: move_question_messages!
UPDATE question_messages SET person_id = :to WHERE person_id = :from_;

-- name: move_signups!
-- The same name may hold but one seat in a class: where she signed up herself, hers counts.
UPDATE signups SET person_id = :to
WHERE person_id = :from_ AND NOT EXISTS (
    SELECT 1 FROM signups s
    WHERE s.class_id = signups.class_id AND s.person_id = :to AND s.name_key = signups.name_key
    AND s.state IN ('signed', 'waiting', 'offered', 'attended', 'absent', 'walk_in')
);

-- name: move_class_feedback!
UPDATE class_feedback SET person_id = :to
WHERE person_id = :from_ AND NOT EXISTS (
    SELECT 1 FROM class_feedback f
    WHERE f.class_id = class_feedback.class_id AND f.person_id = :to
);

-- name: move_deliveries!
-- What she got herself stands; who was told by phone keeps the row that says so. Each of the few
-- announcements is asked for its one row of the many deliveries.
UPDATE deliveries SET person_id = :to
WHERE announcement_id IN (SELECT a.id FROM announcements a WHERE a.started_at IS NOT NULL)
AND person_id = :from_ AND NOT EXISTS (
    SELECT 1 FROM deliveries d
    WHERE d.announcement_id = deliveries.announcement_id AND d.person_id = :to
);

-- name: move_topic_choices!
UPDATE topic_choices SET person_id = :to
WHERE person_id = :from_ AND NOT EXISTS (
    SELECT 1 FROM topic_choices t WHERE t.topic = topic_choices.topic AND t.person_id = :to
);

-- name: known
-- What is known of her stays hers; what was written down for her fills the gaps.
UPDATE people SET
    name = COALESCE(people.name, s.name), phone = COALESCE(people.phone, s.phone),
    commune = COALESCE(people.commune, s.commune), kind = COALESCE(people.kind, s.kind)
FROM people s WHERE people.id = :to AND s.id = :from_
RETURNING people.name, people.phone, people.commune, people.kind;

-- name: empty_person!
UPDATE people SET consent = NULL, commune = NULL, name = NULL, phone = NULL, kind = NULL
WHERE id = :from_;
