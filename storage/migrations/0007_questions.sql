-- Questions to officers, and what an officer wrote down for somebody without a phone.

CREATE TABLE questions (
    id {id},
    person_id BIGINT NOT NULL REFERENCES people (id),
    commune TEXT NOT NULL,
    state TEXT NOT NULL,             -- waiting (for an officer), answered, closed
    revision INTEGER NOT NULL,       -- grows with every change; buttons carry it
    reach INTEGER NOT NULL,          -- how far up it has gone: 1 commune, 2 old district, 3 province
    about TEXT,                      -- what it is about, for example 'announcement:12'
    officer_id BIGINT REFERENCES people (id),  -- who takes care of it
    asked_at BIGINT NOT NULL,
    waiting_since BIGINT NOT NULL,   -- the first message that no officer has answered
    updated_at BIGINT NOT NULL
);
CREATE INDEX questions_person ON questions (person_id, updated_at);
CREATE INDEX questions_queue ON questions (commune, state, waiting_since);
CREATE INDEX questions_officer ON questions (officer_id) WHERE officer_id IS NOT NULL;

CREATE TABLE question_messages (
    id {id},
    question_id BIGINT NOT NULL REFERENCES questions (id),
    person_id BIGINT NOT NULL REFERENCES people (id),  -- who wrote it
    by_officer INTEGER NOT NULL,
    text TEXT,
    media_id BIGINT REFERENCES media (id),
    album TEXT,                      -- what the channel calls the photos that were sent at once
    at BIGINT NOT NULL
);
CREATE INDEX question_messages_thread ON question_messages (question_id, id);
CREATE INDEX question_messages_person ON question_messages (person_id, at);
CREATE INDEX question_messages_media ON question_messages (media_id) WHERE media_id IS NOT NULL;

-- Who typed in an idea for its producer.
ALTER TABLE ideas ADD COLUMN assisted_by BIGINT REFERENCES people (id);

-- Codes with which somebody takes over what an officer wrote down for her.
CREATE TABLE claims (
    code_hash TEXT PRIMARY KEY,      -- the code itself is kept nowhere
    person_id BIGINT NOT NULL REFERENCES people (id),  -- for whom it was written, without a chat
    made_by BIGINT NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    offered_to BIGINT REFERENCES people (id),  -- who typed it last, before she has agreed
    claimed_at BIGINT,
    claimed_by BIGINT REFERENCES people (id)
);
CREATE INDEX claims_person ON claims (person_id);
CREATE INDEX claims_offered ON claims (offered_to) WHERE offered_to IS NOT NULL;

CREATE TABLE claim_tries (
    id {id},
    person_id BIGINT NOT NULL REFERENCES people (id),
    at BIGINT NOT NULL
);
CREATE INDEX claim_tries_person ON claim_tries (person_id, at);

-- Who invited, NULL where it was the operator.
ALTER TABLE invitations ADD COLUMN made_by BIGINT REFERENCES people (id);

-- The log by time and by person, for those who read it; and what people are called in roles that
-- have ended.
CREATE INDEX acts_at ON acts (at, id);
CREATE INDEX acts_person ON acts (person_id, at, id);
CREATE INDEX officers_person ON officers (person_id);
