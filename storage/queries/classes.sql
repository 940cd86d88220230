-- name: next_number
INSERT INTO counters (name, value) VALUES (:name, 1)
ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
RETURNING value;

-- name: add
INSERT INTO classes (
    code, topic, area, kinds, stages, product_groups, place, days, most_days,
    starts_at, ends_at, seats, note, state, revision, line, created_by, created_at, updated_at
) VALUES (
    :code, :topic, :area, :kinds, :stages, :product_groups, :place, :days, :most_days,
    :starts_at, :ends_at, :seats, :note, 'open', 1, 0, :created_by, :now, :now
) RETURNING *;

-- name: lock
-- An UPDATE that both engines take: whoever moves the line of a class waits here for the other.
UPDATE classes SET line = line + :places WHERE id = :id RETURNING *;

-- name: change
UPDATE classes
SET topic = :topic, area = :area, kinds = :kinds, stages = :stages,
    product_groups = :product_groups, place = :place, days = :days,
    most_days = CASE WHEN most_days > :most_days THEN most_days ELSE :most_days END,
    starts_at = :starts_at,
    ends_at = :ends_at, seats = :seats, note = :note, revision = revision + 1, updated_at = :now
WHERE id = :id AND revision = :revision AND state = 'open'
RETURNING *;

-- name: cancel
UPDATE classes
SET state = 'cancelled', reason = :reason, revision = revision + 1, updated_at = :now
WHERE id = :id AND revision = :revision AND state = 'open'
RETURNING *;

-- name: one
SELECT * FROM classes WHERE id = :id;

-- name: by_code
SELECT * FROM classes WHERE code = :code;

-- name: upcoming
SELECT * FROM classes WHERE state = 'open' AND starts_at > :now ORDER BY starts_at, id;

-- name: ahead
-- :areas is written out as a list of parameters by storage/classes.py; here, and below.
SELECT * FROM classes WHERE area IN (:areas) AND state = 'open' AND ends_at > :now
ORDER BY starts_at, id LIMIT :limit OFFSET :offset;

-- name: past
SELECT * FROM classes WHERE area IN (:areas) AND (state <> 'open' OR ends_at <= :now)
ORDER BY starts_at DESC, id DESC LIMIT :limit OFFSET :offset;

-- name: tally
SELECT
    count(*) FILTER (WHERE state = 'open' AND ends_at > :now) AS ahead,
    count(*) FILTER (WHERE state <> 'open' OR ends_at <= :now) AS past
FROM classes WHERE area IN (:areas);

-- name: add_feedback
INSERT INTO class_feedback (class_id, person_id, useful, clear, wish, created_at)
VALUES (:class_id, :person_id, :useful, :clear, :wish, :now)
ON CONFLICT (class_id, person_id) DO NOTHING
RETURNING class_id;

-- name: has_feedback
SELECT 1 AS given FROM class_feedback WHERE class_id = :class_id AND person_id = :person_id;

-- name: feedback
SELECT useful, clear, wish, created_at, class_id FROM class_feedback
WHERE class_id = :class_id ORDER BY created_at, person_id;

-- name: standing
-- At which stages a producer is, and with which groups of products.
SELECT 'idea' AS stage, product_group FROM ideas
WHERE person_id = :person_id AND state <> 'withdrawn'
UNION
SELECT stage, product_group FROM products WHERE person_id = :person_id;
