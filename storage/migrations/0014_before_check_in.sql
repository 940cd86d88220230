-- How a sign-up stood before its person was checked in, while she is: a check-in by mistake is taken
-- back to it. NULL: not checked in. Until now it was not kept; it is taken for what an undo made of it.
ALTER TABLE signups ADD COLUMN before_check_in TEXT;
UPDATE signups SET before_check_in = CASE state WHEN 'attended' THEN 'signed' ELSE 'cancelled' END
WHERE state IN ('attended', 'walk_in');
