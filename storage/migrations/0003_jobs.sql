-- What is to be done at its time. A row goes in the same transaction in which its work is done.
CREATE TABLE jobs (
    id {id},
    kind TEXT NOT NULL,              -- for example 'class.remind'
    subject TEXT NOT NULL,           -- for example 'signup:12'
    due_at BIGINT NOT NULL,
    until BIGINT,                    -- after this it makes no sense any more and is dropped
    data TEXT NOT NULL,              -- JSON
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,                      -- set where it failed too often; then it is not tried again
    UNIQUE (kind, subject)
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE error IS NULL;
CREATE INDEX jobs_subject ON jobs (subject);
CREATE INDEX jobs_failed ON jobs (id) WHERE error IS NOT NULL;

-- Why a file is kept beyond a day: what it belongs to, for example 'question:3'.
CREATE TABLE media_uses (
    media_id BIGINT NOT NULL REFERENCES media (id),
    subject TEXT NOT NULL,
    official INTEGER NOT NULL,       -- 1: published by an office, so no sender's to have erased
    PRIMARY KEY (media_id, subject)
);
CREATE INDEX media_uses_subject ON media_uses (subject);

-- Before a file goes, both engines look for what refers to it.
CREATE INDEX idea_photos_media ON idea_photos (media_id);
CREATE INDEX ideas_special ON ideas (special_media) WHERE special_media IS NOT NULL;
