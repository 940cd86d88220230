-- What a unit has promised for a year: products certified for the first time, and again.
CREATE TABLE targets (
    unit TEXT NOT NULL,
    year INTEGER NOT NULL,
    new_products INTEGER NOT NULL,
    maintained_products INTEGER NOT NULL,
    set_by BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (unit, year)
);
