-- What reports count. Lists are written out by storage/reports.py; times are milliseconds, from
-- :since on and before :until.

-- name: ideas
SELECT commune, state, count(*) AS ideas FROM ideas
WHERE commune IN (:communes) AND submitted_at >= :since AND submitted_at < :until
GROUP BY commune, state;

-- name: products
SELECT commune, edition, stage, outcome, stars, count(*) AS products,
    count(*) FILTER (WHERE certificate_expires >= :today) AS certified
FROM products WHERE commune IN (:communes)
GROUP BY commune, edition, stage, outcome, stars;

-- name: certificates
-- What became of the certificates of the products that ever had one, in order; with the day of
-- issue of the last one.
SELECT s.product_id, p.commune, s.kind, s.at, s.detail, p.certificate_issued
FROM product_steps s JOIN products p ON p.id = s.product_id
WHERE p.commune IN (:communes)
AND (
    s.kind IN ('again', 'certificate')
    OR (s.kind = 'rating' AND s.detail LIKE '%"ended"%')
)
AND EXISTS (
    SELECT 1 FROM product_steps c WHERE c.product_id = p.id AND c.kind = 'certificate'
)
ORDER BY s.product_id, s.id;

-- name: classes
SELECT c.code, c.topic, c.area, c.starts_at, c.seats,
    CASE c.state WHEN 'cancelled' THEN 1 ELSE 0 END AS cancelled,
    count(*) FILTER (WHERE s.state IN ('signed', 'attended', 'absent')) AS signed,
    count(*) FILTER (WHERE s.state IN ('attended', 'walk_in')) AS attended
FROM classes c LEFT JOIN signups s ON s.class_id = c.id
WHERE c.area IN (:areas) AND c.starts_at >= :since AND c.starts_at < :until
GROUP BY c.id, c.code, c.topic, c.area, c.starts_at, c.seats, c.state
ORDER BY c.starts_at, c.id;

-- name: announcements
SELECT id, topic, number, unit, started_at, total, sent, read, told FROM announcements
WHERE unit IN (:areas) AND started_at >= :since AND started_at < :until
ORDER BY started_at, id;

-- name: listed
-- Products one by one, for a spreadsheet.
SELECT id, code, name, commune, edition, stage, outcome, stars, certificate_number,
    certificate_expires, certificate_earlier
FROM products WHERE commune IN (:communes) AND id > :after ORDER BY id LIMIT :most;

-- name: targets
SELECT unit, new_products, maintained_products FROM targets
WHERE year = :year AND unit IN (:areas);

-- name: set_target!
INSERT INTO targets (unit, year, new_products, maintained_products, set_by, set_at)
VALUES (:unit, :year, :new_products, :maintained_products, :set_by, :now)
ON CONFLICT (unit, year) DO UPDATE SET
    new_products = excluded.new_products, maintained_products = excluded.maintained_products,
    set_by = excluded.set_by, set_at = excluded.set_at;
