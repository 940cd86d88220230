-- name: next_number
INSERT INTO counters (name, value) VALUES (:name, 1)
ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
RETURNING value;

-- name: add
INSERT INTO ideas (
    code, edition, person_id, commune, state, revision, product, product_group, special,
    special_media, raw_material, quantity, unit, papers, support, contact_name, contact_phone,
    submitted_at, updated_at
) VALUES (
    :code, :edition, :person_id, :commune, :state, 1, :product, :product_group, :special,
    :special_media, :raw_material, :quantity, :unit, :papers, :support, :contact_name,
    :contact_phone, :now, :now
) RETURNING *;

-- name: correct
-- What is corrected keeps its code; the area follows the commune that was named now.
UPDATE ideas
SET commune = :commune, state = :state, revision = revision + 1, product = :product,
    product_group = :product_group, special = :special, special_media = :special_media,
    raw_material = :raw_material, quantity = :quantity, unit = :unit, papers = :papers,
    support = :support, contact_name = :contact_name, contact_phone = :contact_phone,
    officer_id = NULL, submitted_at = :submitted_at, updated_at = :now
WHERE id = :id AND revision = :revision AND person_id = :person_id
RETURNING *;

-- name: move
UPDATE ideas
SET state = :state, revision = revision + 1, officer_id = :officer_id, reason = :reason,
    submitted_at = :submitted_at, updated_at = :now
WHERE id = :id AND revision = :revision
RETURNING *;

-- name: add_photo!
INSERT INTO idea_photos (idea_id, position, media_id) VALUES (:idea_id, :position, :media_id);

-- name: remove_photos!
DELETE FROM idea_photos WHERE idea_id = :idea_id;

-- name: photos
SELECT media_id FROM idea_photos WHERE idea_id = :idea_id ORDER BY position;

-- name: one
SELECT * FROM ideas WHERE id = :id;

-- name: by_code
SELECT * FROM ideas WHERE code = :code;

-- name: of_person
SELECT * FROM ideas WHERE person_id = :person_id
ORDER BY submitted_at DESC, id DESC LIMIT :limit OFFSET :offset;

-- name: count_of_person
SELECT count(*) AS count FROM ideas WHERE person_id = :person_id;

-- name: queue
-- :communes and :states are written out as lists of parameters by storage/ideas.py.
SELECT * FROM ideas
WHERE commune IN (:communes) AND state IN (:states)
AND (CAST(:officer_id AS BIGINT) IS NULL OR officer_id = :officer_id)
ORDER BY submitted_at, id LIMIT :limit OFFSET :offset;

-- name: tally
SELECT
    count(*) FILTER (WHERE state = 'submitted') AS new,
    count(*) FILTER (WHERE state = 'taken_up' AND officer_id = :officer_id) AS mine,
    count(*) FILTER (WHERE state = 'returned') AS returned
FROM ideas WHERE commune IN (:communes) AND state IN ('submitted', 'taken_up', 'returned');

-- name: held
SELECT * FROM ideas WHERE officer_id = :officer_id AND state = 'taken_up' ORDER BY id;

-- name: filed_since
SELECT count(*) AS count FROM ideas i
WHERE i.person_id = :person_id AND i.submitted_at > :since AND EXISTS (
    SELECT 1 FROM acts a WHERE a.subject = 'idea:' || CAST(i.id AS TEXT)
    AND a.action = 'idea.submit' AND a.at > :since
);

-- name: sent_since
SELECT count(*) AS count FROM acts
WHERE subject = :subject AND at > :since
AND action IN ('idea.submit', 'idea.edit', 'idea.resend');
