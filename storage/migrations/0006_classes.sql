-- What kind of producer a person is: see programme.people. NULL: not asked yet.
ALTER TABLE people ADD COLUMN kind TEXT;

-- Training classes.
CREATE TABLE classes (
    id {id},
    code TEXT NOT NULL UNIQUE,       -- LH-2026-00012
    topic TEXT NOT NULL,
    area TEXT NOT NULL,              -- code of a commune, a former district or a province
    kinds TEXT NOT NULL,             -- JSON lists of keys; [] sets no bounds
    stages TEXT NOT NULL,
    product_groups TEXT NOT NULL,
    place TEXT NOT NULL,
    days TEXT NOT NULL,              -- JSON list of [start, end], in order
    most_days INTEGER NOT NULL,      -- it ever had: calendars must drop those that are gone
    starts_at BIGINT NOT NULL,       -- of the first day
    ends_at BIGINT NOT NULL,         -- of the last day
    seats INTEGER NOT NULL,
    note TEXT,
    state TEXT NOT NULL,             -- open, cancelled
    reason TEXT,                     -- why it was cancelled
    revision INTEGER NOT NULL,       -- grows with every change by an officer; buttons carry it
    line BIGINT NOT NULL,            -- grows whenever the line may move: the lock, and the positions
    created_by BIGINT NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX classes_open ON classes (starts_at) WHERE state = 'open';
CREATE INDEX classes_area ON classes (area, starts_at);

-- Who has a seat, waits for one, had one offered; see programme.seats.
CREATE TABLE signups (
    id {id},
    class_id BIGINT NOT NULL REFERENCES classes (id),
    person_id BIGINT REFERENCES people (id),  -- who signed up; NULL: noted down by an officer
    name TEXT NOT NULL,              -- who comes
    name_key TEXT NOT NULL,          -- the name as it is compared
    phone TEXT,                      -- E.164, noted down at the door; else it is the person's
    state TEXT NOT NULL,
    position BIGINT NOT NULL,        -- order in the line
    offered_until BIGINT,
    token TEXT NOT NULL UNIQUE,      -- of the QR code for the check-in
    checked_in_at BIGINT,
    checked_in_by BIGINT REFERENCES people (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX signups_class ON signups (class_id, position);
CREATE INDEX signups_person ON signups (person_id, class_id);
CREATE UNIQUE INDEX signups_once ON signups (class_id, person_id, name_key)
WHERE state IN ('signed', 'waiting', 'offered', 'attended', 'absent', 'walk_in');

CREATE TABLE class_feedback (
    class_id BIGINT NOT NULL REFERENCES classes (id),
    person_id BIGINT NOT NULL REFERENCES people (id),
    useful INTEGER NOT NULL,         -- 1 to 5
    clear INTEGER NOT NULL,          -- 1 to 5
    wish TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (class_id, person_id)
);
CREATE INDEX class_feedback_person ON class_feedback (person_id);
