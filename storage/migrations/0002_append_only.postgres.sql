CREATE FUNCTION acts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of acts is append-only';
END;
$$;

CREATE TRIGGER acts_append_only BEFORE UPDATE OR DELETE ON acts
FOR EACH ROW EXECUTE FUNCTION acts_append_only();
