-- What producers said of their products when they counted the stars themselves.
CREATE TABLE selfchecks (
    id {id},
    person_id BIGINT NOT NULL REFERENCES people (id),
    edition TEXT NOT NULL,
    criteria_set INTEGER,            -- NULL until it is chosen
    name TEXT,                       -- what she calls the product, NULL if she chose from the list
    idea_id BIGINT REFERENCES ideas (id),        -- what it is about
    product_id BIGINT REFERENCES products (id),
    shown INTEGER NOT NULL,          -- 1: officers may read it with the idea or the product
    step TEXT NOT NULL,              -- the question on the screen, '' for none
    replies TEXT NOT NULL,           -- JSON: reply by key of condition or number of criterion
    points INTEGER,                  -- what it came to when all was answered
    stars INTEGER,                   -- NULL: the rating would stop
    done_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX selfchecks_person ON selfchecks (person_id, updated_at);
CREATE INDEX selfchecks_idea ON selfchecks (idea_id) WHERE idea_id IS NOT NULL;
CREATE INDEX selfchecks_product ON selfchecks (product_id) WHERE product_id IS NOT NULL;
