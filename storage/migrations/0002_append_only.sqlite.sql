CREATE TRIGGER acts_no_update BEFORE UPDATE ON acts
BEGIN
    SELECT RAISE(ABORT, 'the log of acts is append-only');
END;

CREATE TRIGGER acts_no_delete BEFORE DELETE ON acts
BEGIN
    SELECT RAISE(ABORT, 'the log of acts is append-only');
END;
