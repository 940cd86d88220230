-- name: topics
SELECT topic, follows FROM topic_choices WHERE person_id = :person_id;

-- name: choose!
INSERT INTO topic_choices (person_id, topic, follows) VALUES (:person_id, :topic, :follows)
ON CONFLICT (person_id, topic) DO UPDATE SET follows = excluded.follows;

-- name: leave!
DELETE FROM topic_choices WHERE person_id = :person_id AND topic = :topic;

-- name: forget_topics!
DELETE FROM topic_choices WHERE person_id = :person_id;

-- name: forget_night!
DELETE FROM nights WHERE person_id = :person_id;

-- name: went
-- What went to a person, the newest first.
SELECT a.topic, a.started_at, d.sent_at, d.read_at, d.told_at
FROM announcements a CROSS JOIN deliveries d
WHERE d.announcement_id = a.id AND d.person_id = :person_id AND a.started_at IS NOT NULL
ORDER BY a.started_at DESC, a.id DESC;

-- name: night
SELECT night FROM nights WHERE person_id = :person_id;

-- name: set_night!
INSERT INTO nights (person_id, night) VALUES (:person_id, :night)
ON CONFLICT (person_id) DO UPDATE SET night = excluded.night;

-- name: move_waiting!
-- What is on its way to her keeps to the new hours too, unless it is urgent; also what was stopped
-- and may yet be sent.
UPDATE deliveries SET night = :night
WHERE announcement_id IN (
    SELECT a.id FROM announcements a
    WHERE a.state IN ('sending', 'paused', 'stopped') AND a.urgent = 0
)
AND person_id = :person_id AND state = 0;
