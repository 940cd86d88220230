-- What officers announce; see programme.announcements.
CREATE TABLE announcements (
    id {id},
    author BIGINT NOT NULL REFERENCES people (id),
    unit TEXT NOT NULL,              -- code of the unit in whose name it goes out
    topic TEXT NOT NULL,             -- see programme.topics
    number TEXT,                     -- of the document it announces
    text TEXT NOT NULL,
    folded TEXT NOT NULL,            -- number and text as they are searched
    files TEXT NOT NULL,             -- JSON list of [media id, kind]
    audience TEXT NOT NULL,          -- JSON, see programme.audience
    urgent INTEGER NOT NULL,         -- 1: at night too
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,       -- grows with every change; buttons carry it
    corrects BIGINT REFERENCES announcements (id),
    send_at BIGINT,
    returned_reason TEXT,
    released_by BIGINT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    total BIGINT NOT NULL DEFAULT 0,   -- rows in deliveries
    sent BIGINT NOT NULL DEFAULT 0,
    read BIGINT NOT NULL DEFAULT 0,
    told BIGINT NOT NULL DEFAULT 0,    -- by phone
    shown_channel TEXT,              -- the message in which its author sees the progress
    shown_chat TEXT,
    shown_message BIGINT
);
CREATE INDEX announcements_sending ON announcements (started_at, id) WHERE state = 'sending';
CREATE INDEX announcements_under_way ON announcements (id) WHERE state IN ('sending', 'paused');
CREATE INDEX announcements_unit ON announcements (unit, state, id);
CREATE INDEX announcements_started ON announcements (started_at, id) WHERE started_at IS NOT NULL;
CREATE INDEX announcements_corrects ON announcements (corrects) WHERE corrects IS NOT NULL;

-- Who gets an announcement, and how that ended. No index leads from a person: there are few
-- announcements, and each is asked by its key.
CREATE TABLE deliveries (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id),
    person_id BIGINT NOT NULL,
    channel TEXT NOT NULL,           -- '' where she has no chat with the bot
    chat_id TEXT NOT NULL,
    night INTEGER NOT NULL,          -- when she is left alone, see programme.topics; 0 if urgent
    state INTEGER NOT NULL,          -- see storage.deliveries.State
    twice INTEGER NOT NULL DEFAULT 0,  -- 1: may have come twice
    error TEXT,                      -- why it was refused: the channel's code
    sent_at BIGINT,
    read_at BIGINT,
    told_at BIGINT,                  -- by phone
    told_by BIGINT,
    PRIMARY KEY (announcement_id, person_id)
) {keyed};
-- SQLite takes the key instead, and goes through all that is done, unless an index has every column
-- that is asked for.
CREATE INDEX deliveries_waiting
ON deliveries (announcement_id, channel, night, person_id, chat_id, state) WHERE state = 0;
CREATE INDEX deliveries_under_way
ON deliveries (announcement_id, state, person_id, channel, chat_id) WHERE state = 1;
CREATE INDEX deliveries_unreached
ON deliveries (announcement_id, state, error, person_id, told_at) WHERE state > 2;
CREATE INDEX deliveries_twice ON deliveries (announcement_id, twice, state) WHERE twice = 1;

CREATE TABLE topic_choices (
    person_id BIGINT NOT NULL REFERENCES people (id),
    topic TEXT NOT NULL,
    follows INTEGER NOT NULL,        -- 1 followed, 0 muted
    PRIMARY KEY (person_id, topic)
);

-- Only of those who changed it.
CREATE TABLE nights (
    person_id BIGINT PRIMARY KEY REFERENCES people (id),
    night INTEGER NOT NULL
);

CREATE INDEX people_commune ON people (commune) WHERE commune IS NOT NULL;

-- What is due now, without a look at all that waits for a later time.
DROP INDEX outbox_waiting;
CREATE INDEX outbox_due ON outbox (channel, lane, due_at, id) WHERE state = 0;
