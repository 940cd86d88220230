-- What became of each row of a council's result list when it was last read, as its officer was shown
-- it. It goes when the list is recorded, and with the file.
CREATE TABLE result_lists (
    media_id BIGINT PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    print TEXT NOT NULL,             -- what recording the list would have done then, in 12 digits
    summary TEXT NOT NULL,           -- HTML
    row_count INTEGER NOT NULL,
    wrong_count INTEGER NOT NULL,
    new_count INTEGER NOT NULL
);

-- Its rows as lines of a message, some hundred together: all of them, and those that are wrong.
CREATE TABLE result_list_parts (
    media_id BIGINT NOT NULL REFERENCES result_lists (media_id) ON DELETE CASCADE,
    tab TEXT NOT NULL,               -- 'all' or 'wrong'
    part INTEGER NOT NULL,
    lines TEXT NOT NULL,             -- JSON list of HTML
    PRIMARY KEY (media_id, tab, part)
);
