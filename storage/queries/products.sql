-- name: next_number
INSERT INTO counters (name, value) VALUES (:name, 1)
ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
RETURNING value;

-- name: add
INSERT INTO products (
    code, idea_id, person_id, edition, commune, name, product_group, stage, stage_since, holder,
    due_at, round, round_year, revision, created_at, updated_at
) VALUES (
    :code, :idea_id, :person_id, :edition, :commune, :name, :product_group, :stage, :now, :holder,
    :due_at, :round, :round_year, 1, :now, :now
) ON CONFLICT (idea_id) DO NOTHING RETURNING *;

-- name: put
-- The whole row as it shall be, if nobody has changed it since it was read.
UPDATE products
SET edition = :edition, criteria_set = :criteria_set, stage = :stage, stage_since = :stage_since,
    holder = :holder, officer_id = :officer_id, held_since = :held_since, due_at = :due_at,
    round = :round, round_year = :round_year, outcome = :outcome, stars = :stars,
    points_a = :points_a, points_b = :points_b, points_c = :points_c,
    certificate_number = :certificate_number, certificate_issued = :certificate_issued,
    certificate_expires = :certificate_expires, certificate_earlier = :certificate_earlier,
    visit_at = :visit_at, visit_place = :visit_place,
    revision = revision + 1, updated_at = :now
WHERE id = :id AND revision = :revision
RETURNING *;

-- name: one
SELECT * FROM products WHERE id = :id;

-- name: by_code
SELECT * FROM products WHERE code = :code;

-- name: by_idea
SELECT * FROM products WHERE idea_id = :idea_id;

-- name: by_codes
-- :codes is written out as a list of parameters by storage/products.py.
SELECT p.*, i.code AS idea_code FROM products p LEFT JOIN ideas i ON i.id = p.idea_id
WHERE p.code IN (:codes)
UNION
SELECT p.*, i.code AS idea_code FROM ideas i JOIN products p ON p.idea_id = i.id
WHERE i.code IN (:codes);

-- name: of_person
SELECT * FROM products WHERE person_id = :person_id ORDER BY created_at DESC, id DESC;

-- name: add_step!
INSERT INTO product_steps (
    product_id, at, kind, from_stage, to_stage, person_id, text, shown, due_at, detail
) VALUES (
    :product_id, :now, :kind, :from_stage, :to_stage, :person_id, :text, :shown, :due_at, :detail
);

-- name: steps
SELECT * FROM product_steps WHERE product_id = :product_id ORDER BY id;

-- name: wanted!
-- Which products an officer's list has: stands for `:wanted` in the three below, where
-- storage/product_lists.py puts it.
commune IN (:communes)
AND (CAST(:open AS INTEGER) = 0 OR outcome IS NULL)
AND (CAST(:outcome AS TEXT) IS NULL OR outcome = :outcome)
AND (CAST(:stage AS TEXT) IS NULL OR stage = :stage)
AND (CAST(:holder AS TEXT) IS NULL OR holder = :holder)
AND (CAST(:over AS BIGINT) IS NULL OR due_at < :over)
AND (CAST(:officer_id AS BIGINT) IS NULL OR officer_id = :officer_id)
AND (CAST(:stars AS INTEGER) IS NULL OR stars = :stars)
AND (CAST(:group AS TEXT) IS NULL OR product_group = :group)
AND (CAST(:expires_from AS TEXT) IS NULL OR certificate_expires >= :expires_from)
AND (CAST(:expires_by AS TEXT) IS NULL
    OR (certificate_expires <= :expires_by AND certificate_earlier = 0));

-- name: queue
-- Those whose limit is over or comes first stand first, then those that wait longest; where
-- certificates are asked for, the one that ends first.
SELECT * FROM products
WHERE :wanted
ORDER BY
    CASE WHEN CAST(:expires_by AS TEXT) IS NULL THEN '' ELSE certificate_expires END,
    coalesce(due_at, 9000000000000000), stage_since, id LIMIT :limit OFFSET :offset;

-- name: count
SELECT count(*) AS count FROM products
WHERE :wanted;

-- name: spread
-- How the products that `count` counts spread over communes and product groups.
SELECT commune, product_group, count(*) AS count FROM products
WHERE :wanted
GROUP BY commune, product_group;

-- name: tally
SELECT edition, stage,
    count(*) AS open,
    count(*) FILTER (WHERE officer_id = :officer_id) AS mine,
    count(*) FILTER (WHERE due_at < :now) AS over
FROM products WHERE commune IN (:communes) AND outcome IS NULL
AND (CAST(:group AS TEXT) IS NULL OR product_group = :group)
GROUP BY edition, stage ORDER BY edition, stage;

-- name: held
SELECT * FROM products WHERE officer_id = :officer_id AND outcome IS NULL ORDER BY id;

-- name: papers
SELECT * FROM product_papers WHERE product_id = :product_id
ORDER BY coalesce(asked_at, sent_at, seen_at), paper;

-- name: ask_paper!
INSERT INTO product_papers (product_id, paper, label, asked_at, asked_by)
VALUES (:product_id, :paper, :label, :now, :person_id)
ON CONFLICT (product_id, paper) DO UPDATE SET
    asked_at = excluded.asked_at, asked_by = excluded.asked_by, label = excluded.label,
    seen_at = NULL, seen_by = NULL;

-- name: seen_paper!
INSERT INTO product_papers (product_id, paper, seen_at, seen_by)
VALUES (:product_id, :paper, :now, :person_id)
ON CONFLICT (product_id, paper) DO UPDATE SET seen_at = excluded.seen_at, seen_by = excluded.seen_by;

-- name: unseen_paper!
UPDATE product_papers SET seen_at = NULL, seen_by = NULL
WHERE product_id = :product_id AND paper = :paper;

-- name: paper_files
SELECT media_id, paper FROM product_paper_files WHERE product_id = :product_id ORDER BY media_id;

-- name: sent_paper!
INSERT INTO product_papers (product_id, paper, sent_at) VALUES (:product_id, :paper, :now)
ON CONFLICT (product_id, paper) DO UPDATE SET
    sent_at = excluded.sent_at, seen_at = NULL, seen_by = NULL;

-- name: add_paper_file!
INSERT INTO product_paper_files (media_id, product_id, paper)
VALUES (:media_id, :product_id, :paper);

-- name: remove_paper_files!
DELETE FROM product_paper_files WHERE product_id = :product_id AND paper = :paper;

-- name: unsent_paper!
UPDATE product_papers SET sent_at = NULL WHERE product_id = :product_id AND paper = :paper;

-- name: strip!
-- What stays of an erased person's product is its code, its name and what is counted.
UPDATE products
SET outcome = coalesce(outcome, 'withdrawn'), officer_id = NULL, held_since = NULL, due_at = NULL,
    visit_at = NULL, visit_place = NULL, revision = revision + 1, updated_at = :now
WHERE person_id = :person_id;

-- name: strip_steps!
UPDATE product_steps SET text = NULL, due_at = NULL
WHERE product_id IN (SELECT p.id FROM products p WHERE p.person_id = :person_id);

-- name: strip_papers!
UPDATE product_papers SET label = NULL
WHERE product_id IN (SELECT p.id FROM products p WHERE p.person_id = :person_id);

-- name: strip_paper_files!
DELETE FROM product_paper_files
WHERE product_id IN (SELECT p.id FROM products p WHERE p.person_id = :person_id);

-- name: drop_jobs!
DELETE FROM jobs WHERE subject IN (
    SELECT 'product:' || CAST(p.id AS TEXT) FROM products p WHERE p.person_id = :person_id
);

-- name: drop_news!
-- Notices about her products that wait for officers carry her product's name.
DELETE FROM outbox WHERE state = 0 AND subject IN (
    SELECT 'dossier:' || CAST(p.id AS TEXT) FROM products p WHERE p.person_id = :person_id
);
