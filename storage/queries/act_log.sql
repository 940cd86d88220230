-- name: listed
-- What was done to something of these units, the newest first. :units is a list of parameters.
-- A detail that names a unit begins with {"unit": "12050"; its code, from the 11th letter on, is cut
-- out in a way that both engines know.
SELECT a.id, a.at, a.person_id, a.action, a.subject, a.detail
FROM acts a
WHERE a.at >= :since AND a.at <= :until AND (a.at < :until OR a.id < :before)
AND (CAST(:person_id AS BIGINT) IS NULL OR a.person_id = :person_id)
AND (CAST(:kind AS TEXT) IS NULL OR a.subject LIKE :kind)
AND (CAST(:subject AS TEXT) IS NULL OR a.subject = :subject)
AND CASE
    WHEN a.subject LIKE 'idea:%' THEN EXISTS (
        SELECT 1 FROM ideas x
        WHERE x.id = CAST(substr(a.subject, 6) AS BIGINT) AND x.commune IN (:units)
    )
    WHEN a.subject LIKE 'question:%' THEN EXISTS (
        SELECT 1 FROM questions x
        WHERE x.id = CAST(substr(a.subject, 10) AS BIGINT) AND x.commune IN (:units)
    )
    WHEN a.subject LIKE 'product:%' THEN EXISTS (
        SELECT 1 FROM products x
        WHERE x.id = CAST(substr(a.subject, 9) AS BIGINT) AND x.commune IN (:units)
    )
    WHEN a.subject LIKE 'class:%' THEN EXISTS (
        SELECT 1 FROM classes x
        WHERE x.id = CAST(substr(a.subject, 7) AS BIGINT) AND x.area IN (:units)
    )
    -- The row goes when a draft is thrown away.
    WHEN a.subject LIKE 'announcement:%' THEN EXISTS (
        SELECT 1 FROM announcements x
        WHERE x.id = CAST(substr(a.subject, 14) AS BIGINT) AND x.unit IN (:units)
    ) OR (a.detail LIKE '{"unit": "%' AND substr(a.detail, 11, length(a.detail) - 10 - length(
        ltrim(substr(a.detail, 11), 'abcdefghijklmnopqrstuvwxyz0123456789')
    )) IN (:units))
    WHEN a.subject LIKE 'unit:%' THEN substr(a.subject, 6) IN (:units)
    -- What was written down for somebody is another person's once she has taken it over.
    WHEN a.subject LIKE 'person:%' THEN (
        (a.detail LIKE '{"unit": "%' AND substr(a.detail, 11, length(a.detail) - 10 - length(
            ltrim(substr(a.detail, 11), 'abcdefghijklmnopqrstuvwxyz0123456789')
        )) IN (:units))
        OR EXISTS (
            SELECT 1 FROM officers x
            WHERE x.person_id = CAST(substr(a.subject, 8) AS BIGINT) AND x.unit IN (:units)
        )
        OR EXISTS (
            SELECT 1 FROM people x
            WHERE x.id = CAST(substr(a.subject, 8) AS BIGINT) AND x.commune IN (:units)
        )
        OR EXISTS (
            SELECT 1 FROM ideas x
            WHERE x.person_id = CAST(substr(a.subject, 8) AS BIGINT) AND x.commune IN (:units)
        )
        OR EXISTS (
            SELECT 1 FROM claims c JOIN ideas x ON x.person_id = c.claimed_by
            WHERE c.person_id = CAST(substr(a.subject, 8) AS BIGINT)
            AND x.assisted_by IS NOT NULL AND x.commune IN (:units)
        )
    )
    ELSE FALSE
END
ORDER BY a.at DESC, a.id DESC LIMIT :limit OFFSET :offset;

-- name: names
-- What those who acted are or were called; who took her agreement back only as an officer.
SELECT p.id, COALESCE(CASE WHEN COALESCE(p.consent, 1) <> 0 THEN p.name END, (
    SELECT max(o.name) FROM officers o WHERE o.person_id = p.id
)) AS name
FROM people p WHERE p.id IN (:people);
