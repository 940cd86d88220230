-- Whom an announcement concerns. `:whom` stands for some of the conditions at the end, put together
-- by storage/audience.py, which also writes the lists out.

-- name: deliver!
-- The deliveries of a slice of the people. Each person gets it in the chat that was written to last,
-- of those where she has not blocked the bot. She is left alone at night unless it is urgent. Who
-- took her agreement back gets no news any more (Law 91/2025/QH15), no correction either; here, and
-- below. Who has a row before her slice comes took it over from somebody of an earlier slice, and
-- keeps it.
INSERT INTO deliveries (announcement_id, person_id, channel, chat_id, night, state)
SELECT
    CAST(:id AS BIGINT), p.id, coalesce(c.channel, ''), coalesce(c.chat_id, ''),
    CASE WHEN CAST(:urgent AS INTEGER) = 1 THEN 0 ELSE coalesce(n.night, 1) END,
    CASE WHEN c.channel IS NULL THEN 5 WHEN c.blocked_at IS NOT NULL THEN 3 ELSE 0 END
FROM people p
LEFT JOIN chats c ON c.person_id = p.id AND NOT EXISTS (
    SELECT 1 FROM chats o
    WHERE o.person_id = p.id
    AND (o.blocked_at IS NOT NULL, -o.free_at, o.channel, o.chat_id)
    < (c.blocked_at IS NOT NULL, -c.free_at, c.channel, c.chat_id)
)
LEFT JOIN nights n ON n.person_id = p.id
WHERE p.id > :after AND p.id <= :upto AND (p.commune IS NOT NULL OR c.channel IS NOT NULL) AND (
    coalesce(p.consent, 1) <> 0 OR NOT EXISTS (
        SELECT 1 FROM consents s WHERE s.person_id = p.id AND s.given = 1
    )
) AND (:whom)
ORDER BY p.id
ON CONFLICT (announcement_id, person_id) DO NOTHING;

-- name: make_way!
-- What they took over before their slice came, where it said that nobody could be written to and
-- nobody was told: now they can be, or get the same row again.
DELETE FROM deliveries
WHERE announcement_id = :id AND person_id > :after AND person_id <= :upto AND state = 5
AND told_at IS NULL;

-- name: last_person
SELECT coalesce(max(id), 0) AS id FROM people;

-- name: reach
-- How many people on which channel; blocked 1: she has blocked the bot there. As `deliver`.
SELECT
    coalesce(c.channel, '') AS channel,
    CASE WHEN c.blocked_at IS NULL THEN 0 ELSE 1 END AS blocked,
    count(*) AS people
FROM people p
LEFT JOIN chats c ON c.person_id = p.id AND NOT EXISTS (
    SELECT 1 FROM chats o
    WHERE o.person_id = p.id
    AND (o.blocked_at IS NOT NULL, -o.free_at, o.channel, o.chat_id)
    < (c.blocked_at IS NOT NULL, -c.free_at, c.channel, c.chat_id)
)
WHERE (p.commune IS NOT NULL OR c.channel IS NOT NULL) AND (
    coalesce(p.consent, 1) <> 0 OR NOT EXISTS (
        SELECT 1 FROM consents s WHERE s.person_id = p.id AND s.given = 1
    )
) AND (:whom)
GROUP BY 1, 2 ORDER BY 1, 2;

-- name: at_most
-- How many people, counted up to a bound only.
SELECT count(*) AS people FROM (
    SELECT 1 FROM people p
    WHERE (
        p.commune IS NOT NULL OR EXISTS (SELECT 1 FROM chats c WHERE c.person_id = p.id)
    ) AND (
    coalesce(p.consent, 1) <> 0 OR NOT EXISTS (
        SELECT 1 FROM consents s WHERE s.person_id = p.id AND s.given = 1
    )
) AND (:whom)
    LIMIT :most
) AS counted;

-- name: nobody!
1 = 0;

-- name: communes!
p.commune IN (:communes);

-- name: kinds!
p.kind IN (:kinds);

-- name: without_kinds!
(p.kind IS NULL OR p.kind NOT IN (:without_kinds));

-- name: groups!
-- A product on its road, or an idea.
(
    EXISTS (
        SELECT 1 FROM products x WHERE x.person_id = p.id AND x.product_group IN (:groups)
        AND (x.outcome IS NULL OR x.outcome <> 'withdrawn')
    )
    OR EXISTS (
        SELECT 1 FROM ideas i WHERE i.person_id = p.id AND i.product_group IN (:groups)
        AND i.state <> 'withdrawn'
    )
);

-- name: stages!
(
    EXISTS (
        SELECT 1 FROM products x WHERE x.person_id = p.id AND x.stage IN (:stages)
        AND (x.outcome IS NULL OR x.outcome <> 'withdrawn')
    )
    OR EXISTS (
        SELECT 1 FROM ideas i WHERE i.person_id = p.id AND 'idea' IN (:stages)
        AND i.state NOT IN ('withdrawn', 'accepted')
    )
);

-- name: groups_and_stages!
(
    EXISTS (
        SELECT 1 FROM products x
        WHERE x.person_id = p.id AND x.product_group IN (:groups) AND x.stage IN (:stages)
        AND (x.outcome IS NULL OR x.outcome <> 'withdrawn')
    )
    OR EXISTS (
        SELECT 1 FROM ideas i
        WHERE i.person_id = p.id AND i.product_group IN (:groups) AND 'idea' IN (:stages)
        AND i.state NOT IN ('withdrawn', 'accepted')
    )
);

-- name: without_groups!
NOT EXISTS (
    SELECT 1 FROM products x WHERE x.person_id = p.id AND x.product_group IN (:without_groups)
    AND (x.outcome IS NULL OR x.outcome <> 'withdrawn')
)
AND NOT EXISTS (
    SELECT 1 FROM ideas i WHERE i.person_id = p.id AND i.product_group IN (:without_groups)
    AND i.state <> 'withdrawn'
);

-- name: topics!
EXISTS (
    SELECT 1 FROM topic_choices t
    WHERE t.person_id = p.id AND t.follows = 1 AND t.topic IN (:topics)
);

-- name: classes!
EXISTS (
    SELECT 1 FROM signups s
    WHERE s.person_id = p.id AND s.class_id IN (:classes)
    AND s.state IN ('signed', 'attended', 'absent', 'walk_in')
);

-- name: without_classes!
NOT EXISTS (
    SELECT 1 FROM signups s
    WHERE s.person_id = p.id AND s.class_id IN (:without_classes)
    AND s.state IN ('signed', 'attended', 'absent', 'walk_in')
);

-- name: received!
-- Also to whom it is on its way, to whom it may have come without our knowing, and who was told by
-- phone what it said.
EXISTS (
    SELECT 1 FROM deliveries d
    WHERE d.announcement_id IN (:received) AND d.person_id = p.id
    AND (d.state IN (1, 2) OR d.twice = 1 OR d.told_at IS NOT NULL)
);

-- name: missed!
-- All to whom it was to go but for those.
EXISTS (
    SELECT 1 FROM deliveries d
    WHERE d.announcement_id IN (:missed) AND d.person_id = p.id AND d.state NOT IN (1, 2)
    AND d.twice = 0 AND d.told_at IS NULL
);

-- name: without_received!
NOT EXISTS (
    SELECT 1 FROM deliveries d
    WHERE d.announcement_id IN (:without_received) AND d.person_id = p.id
    AND (d.state IN (1, 2) OR d.twice = 1 OR d.told_at IS NOT NULL)
);

-- name: not_muted!
NOT EXISTS (
    SELECT 1 FROM topic_choices m
    WHERE m.person_id = p.id AND m.topic = :topic AND m.follows = 0
);
