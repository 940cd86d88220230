-- name: listed
-- What was done to something of these units, the newest first. :units is a list of parameters.
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
    WHEN a.subject LIKE 'announcement:%' THEN EXISTS (
        SELECT 1 FROM announcements x
        WHERE x.id = CAST(substr(a.subject, 14) AS BIGINT) AND x.unit IN (:units)
    )
    WHEN a.subject LIKE 'unit:%' THEN substr(a.subject, 6) IN (:units)
    WHEN a.subject LIKE 'person:%' THEN (
        EXISTS (
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
