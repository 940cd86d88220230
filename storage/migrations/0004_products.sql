-- Products on their road to the stars: each grows out of an accepted idea.
CREATE TABLE products (
    id {id},
    code TEXT NOT NULL UNIQUE,       -- SP-2026-00007
    idea_id BIGINT UNIQUE REFERENCES ideas (id),
    person_id BIGINT NOT NULL REFERENCES people (id),
    edition TEXT NOT NULL,           -- the one it began under, which it keeps
    commune TEXT NOT NULL,
    name TEXT NOT NULL,
    product_group TEXT NOT NULL,
    criteria_set INTEGER,
    stage TEXT NOT NULL,             -- a key of the edition
    stage_since BIGINT NOT NULL,
    holder TEXT NOT NULL,            -- the level at which it lies
    officer_id BIGINT REFERENCES people (id),  -- who has taken it up; NULL: nobody
    held_since BIGINT,               -- since when it waits for its producer
    due_at BIGINT,                   -- when the limit on its stage is over
    round TEXT,                      -- a key of the edition
    round_year INTEGER,
    outcome TEXT,                    -- NULL while under way; see programme.stages
    stars INTEGER,                   -- of the last rating; final once there is an outcome
    points_a TEXT,                   -- decimal numbers
    points_b TEXT,
    points_c TEXT,
    certificate_number TEXT,
    certificate_issued TEXT,         -- ISO dates
    certificate_expires TEXT,
    visit_at BIGINT,
    visit_place TEXT,
    revision INTEGER NOT NULL,       -- grows with every change; buttons carry it
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX products_person ON products (person_id);
CREATE INDEX products_queue ON products (commune, stage) WHERE outcome IS NULL;
CREATE INDEX products_commune ON products (commune, outcome);
CREATE INDEX products_officer ON products (officer_id) WHERE officer_id IS NOT NULL;

-- What happened to a product. Rows are added; the words in them may be erased.
CREATE TABLE product_steps (
    id {id},
    product_id BIGINT NOT NULL REFERENCES products (id),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,              -- see storage/products.py
    from_stage TEXT,
    to_stage TEXT,
    person_id BIGINT,                -- who did it
    text TEXT,                       -- a reason or a note
    shown INTEGER NOT NULL,          -- 1: its producer reads it too
    due_at BIGINT,                   -- the time of a visit
    detail TEXT NOT NULL             -- JSON: points, stars, papers
);
CREATE INDEX product_steps_product ON product_steps (product_id, id);

-- Papers of a dossier that were asked for, sent or seen.
CREATE TABLE product_papers (
    product_id BIGINT NOT NULL REFERENCES products (id),
    paper TEXT NOT NULL,             -- a key of the edition, or a key of its own for another paper
    label TEXT,                      -- what another paper is called
    asked_at BIGINT,
    asked_by BIGINT,
    sent_at BIGINT,
    seen_at BIGINT,
    seen_by BIGINT,
    PRIMARY KEY (product_id, paper)
);

-- Photos and files of such a paper: a contract has several pages.
CREATE TABLE product_paper_files (
    media_id BIGINT PRIMARY KEY REFERENCES media (id),
    product_id BIGINT NOT NULL,
    paper TEXT NOT NULL,
    FOREIGN KEY (product_id, paper) REFERENCES product_papers (product_id, paper)
);
CREATE INDEX product_paper_files_paper ON product_paper_files (product_id, paper);

-- Ideas that were accepted before there were products begin their road now, at the stage at which
-- both editions of that time begin it; whoever has erased everything has no chat any more.
INSERT INTO products (
    code, idea_id, person_id, edition, commune, name, product_group, stage, stage_since, holder,
    revision, created_at, updated_at
)
SELECT 'SP-' || substr(i.code, 4), i.id, i.person_id, i.edition, i.commune, i.product,
    i.product_group, 'review', i.updated_at,
    CASE i.edition WHEN '2024' THEN 'district' ELSE 'commune' END, 1, i.updated_at, i.updated_at
FROM ideas i
WHERE i.state = 'accepted' AND EXISTS (SELECT 1 FROM chats c WHERE c.person_id = i.person_id);
INSERT INTO counters (name, value)
SELECT 'products.' || substr(code, 4, 4), max(CAST(substr(code, 9) AS BIGINT))
FROM products GROUP BY substr(code, 4, 4);
INSERT INTO product_steps (product_id, at, kind, to_stage, person_id, shown, detail)
SELECT p.id, p.created_at, 'start', p.stage, i.officer_id, 1, '{}'
FROM products p JOIN ideas i ON i.id = p.idea_id;
