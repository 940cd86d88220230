-- name: add
INSERT INTO selfchecks (
    person_id, edition, criteria_set, name, idea_id, product_id, shown, step, replies,
    points, stars, done_at, created_at, updated_at
) VALUES (
    :person_id, :edition, :criteria_set, :name, :idea_id, :product_id, :shown, :step, :replies,
    :points, :stars, :done_at, :now, :now
) RETURNING id;

-- name: one
SELECT * FROM selfchecks WHERE id = :id;

-- name: of_person
SELECT * FROM selfchecks WHERE person_id = :person_id AND criteria_set IS NOT NULL
ORDER BY updated_at DESC, id DESC LIMIT :most;

-- name: save!
UPDATE selfchecks
SET criteria_set = :criteria_set, name = :name, idea_id = :idea_id, product_id = :product_id,
    shown = :shown, step = :step, replies = :replies, points = :points, stars = :stars,
    done_at = :done_at, updated_at = :now
WHERE id = :id;

-- name: remove!
DELETE FROM selfchecks WHERE id = :id;

-- name: remove_blank!
-- Begun, but no set was chosen.
DELETE FROM selfchecks WHERE person_id = :person_id AND criteria_set IS NULL;

-- name: trim!
-- The oldest beyond so many, but for what officers read.
DELETE FROM selfchecks WHERE shown = 0 AND id IN (
    SELECT s.id FROM selfchecks s WHERE s.person_id = :person_id
    ORDER BY s.updated_at DESC, s.id DESC LIMIT 1000 OFFSET :most
);

-- name: forget!
DELETE FROM selfchecks WHERE person_id = :person_id;

-- name: for_idea
SELECT * FROM selfchecks
WHERE idea_id = :idea_id AND shown = 1 AND done_at IS NOT NULL
ORDER BY done_at DESC, id DESC LIMIT 1;

-- name: for_product
SELECT * FROM selfchecks
WHERE product_id = :product_id AND shown = 1 AND done_at IS NOT NULL
ORDER BY done_at DESC, id DESC LIMIT 1;
