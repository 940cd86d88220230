-- Times are milliseconds since 1970 in UTC. {id} and {bytes} stand for the engine's own types.

CREATE TABLE people (
    id {id},
    language TEXT NOT NULL,
    consent INTEGER,                 -- NULL: not asked yet; 1 given; 0 refused or withdrawn
    commune TEXT,                    -- code of today's xã, phường or đặc khu
    name TEXT,
    phone TEXT,                      -- E.164
    created_at BIGINT NOT NULL
);

-- A conversation with a person on one channel, and until when it must rest.
CREATE TABLE chats (
    channel TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    person_id BIGINT REFERENCES people (id),
    free_at BIGINT NOT NULL DEFAULT 0,
    blocked_at BIGINT,
    PRIMARY KEY (channel, chat_id)
);
CREATE INDEX chats_person ON chats (person_id);

-- Proof of consent: every decision, with the version of the text that was shown (Law 91/2025).
CREATE TABLE consents (
    id {id},
    person_id BIGINT NOT NULL REFERENCES people (id),
    given INTEGER NOT NULL,
    text_version TEXT NOT NULL,
    language TEXT NOT NULL,
    decided_at BIGINT NOT NULL
);
CREATE INDEX consents_person ON consents (person_id, id);

-- What came in. A row is written before its channel hears that we have it.
CREATE TABLE inbox (
    id {id},
    channel TEXT NOT NULL,
    update_id TEXT NOT NULL,
    chat_id TEXT NOT NULL,           -- '' where an update belongs to no chat
    payload TEXT NOT NULL,           -- the update as JSON; emptied once done
    state INTEGER NOT NULL DEFAULT 0,  -- 0 waiting, 1 done, 2 set aside
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    received_at BIGINT NOT NULL,
    done_at BIGINT,
    UNIQUE (channel, update_id)
);
CREATE INDEX inbox_waiting ON inbox (channel, chat_id, id) WHERE state = 0;
CREATE INDEX inbox_in_order ON inbox (id) WHERE state = 0;
CREATE INDEX inbox_done ON inbox (done_at) WHERE state = 1;
CREATE INDEX inbox_failed ON inbox (id) WHERE state = 2;

-- What goes out: calls of the Bot API.
CREATE TABLE outbox (
    id {id},
    channel TEXT NOT NULL,
    chat_id TEXT NOT NULL,           -- '' where a call belongs to no chat
    lane INTEGER NOT NULL,           -- 0 answers that are no messages, 1 live, 2 bulk
    paced INTEGER NOT NULL,          -- 1: a message, so the chat must have rested
    method TEXT NOT NULL,
    payload TEXT NOT NULL,           -- parameters as JSON; emptied once finished
    subject TEXT,                    -- what its result is about, for example 'media:12'
    state INTEGER NOT NULL DEFAULT 0,  -- 0 waiting, 1 under way, 2 sent, 3 blocked, 4 refused
    attempts INTEGER NOT NULL DEFAULT 0,
    maybe_twice INTEGER NOT NULL DEFAULT 0,  -- 1: an attempt ended without our knowing how
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    attempted_at BIGINT,
    finished_at BIGINT,
    message_id BIGINT,
    error TEXT
);
CREATE INDEX outbox_waiting ON outbox (channel, lane, id) WHERE state = 0;
CREATE INDEX outbox_chat ON outbox (channel, chat_id, lane, id) WHERE state < 2;
CREATE INDEX outbox_under_way ON outbox (channel) WHERE state = 1;
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE state > 1;

-- Half-filled forms: one of each kind for a person, at most one of them on the screen.
CREATE TABLE drafts (
    id {id},
    person_id BIGINT NOT NULL REFERENCES people (id),
    form TEXT NOT NULL,
    version INTEGER NOT NULL,
    data TEXT NOT NULL,              -- JSON: step, answers, subject
    open INTEGER NOT NULL,           -- 1: the form on the screen
    updated_at BIGINT NOT NULL,
    reminded_at BIGINT,
    UNIQUE (person_id, form)
);
CREATE INDEX drafts_idle ON drafts (updated_at) WHERE reminded_at IS NULL;

-- Photos, recordings and papers people sent. The bytes are ours once sha256 is set.
CREATE TABLE media (
    id {id},
    person_id BIGINT NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL,              -- photo, voice, document, export (a file for the person herself)
    channel TEXT NOT NULL,
    file_id TEXT NOT NULL,           -- the channel's name for it, valid for its own bot only
    mime TEXT,
    file_name TEXT,
    size BIGINT,
    sha256 TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX media_person ON media (person_id);
CREATE INDEX media_sha256 ON media (sha256);

CREATE TABLE blobs (
    sha256 TEXT PRIMARY KEY,
    bytes {bytes} NOT NULL
);

CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE ideas (
    id {id},
    code TEXT NOT NULL UNIQUE,       -- YT-2026-00012
    edition TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (id),
    commune TEXT NOT NULL,
    state TEXT NOT NULL,             -- see programme.ideas
    revision INTEGER NOT NULL,       -- grows with every change; buttons carry it
    product TEXT NOT NULL,
    product_group TEXT NOT NULL,
    special TEXT,
    special_media BIGINT REFERENCES media (id),
    raw_material TEXT NOT NULL,
    quantity TEXT NOT NULL,          -- a decimal number
    unit TEXT NOT NULL,
    papers TEXT NOT NULL,            -- JSON list of keys
    support TEXT NOT NULL,           -- JSON list of keys
    contact_name TEXT,
    contact_phone TEXT,
    officer_id BIGINT REFERENCES people (id),  -- who holds it or decided on it last
    reason TEXT,                     -- why it was last returned
    submitted_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX ideas_person ON ideas (person_id);
CREATE INDEX ideas_queue ON ideas (commune, state, submitted_at);
CREATE INDEX ideas_officer ON ideas (officer_id) WHERE officer_id IS NOT NULL;

CREATE TABLE idea_photos (
    idea_id BIGINT NOT NULL REFERENCES ideas (id),
    position INTEGER NOT NULL,
    media_id BIGINT NOT NULL REFERENCES media (id),
    PRIMARY KEY (idea_id, position)
);

-- Who may act for which unit. A role ends by withdrawn_at, never by deletion.
CREATE TABLE officers (
    id {id},
    person_id BIGINT NOT NULL REFERENCES people (id),
    level TEXT NOT NULL,             -- commune, district, province
    unit TEXT NOT NULL,
    name TEXT,
    granted_at BIGINT NOT NULL,
    withdrawn_at BIGINT
);
CREATE UNIQUE INDEX officers_once ON officers (person_id, level, unit) WHERE withdrawn_at IS NULL;
CREATE INDEX officers_unit ON officers (level, unit) WHERE withdrawn_at IS NULL;

CREATE TABLE invitations (
    token_hash TEXT PRIMARY KEY,     -- the token itself is kept nowhere
    level TEXT NOT NULL,
    unit TEXT NOT NULL,
    name TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    used_by BIGINT REFERENCES people (id)
);

-- The log of acts. Rows are added and never changed.
CREATE TABLE acts (
    id {id},
    at BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    action TEXT NOT NULL,            -- for example 'idea.return'
    subject TEXT NOT NULL,           -- for example 'idea:12'
    detail TEXT NOT NULL             -- JSON
);
CREATE INDEX acts_subject ON acts (subject, id);

-- Requests about personal data, with the day by which the law wants them done.
CREATE TABLE data_requests (
    id {id},
    person_id BIGINT NOT NULL,
    kind TEXT NOT NULL,              -- see programme.data_law
    received_at BIGINT NOT NULL,
    reply_by TEXT NOT NULL,          -- ISO dates
    done_by TEXT NOT NULL,
    done_at BIGINT
);
CREATE INDEX data_requests_person ON data_requests (person_id, id);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
