-- name: lock!
-- An upsert that both engines take: whoever writes a certificate down waits here for the other.
INSERT INTO counters (name, value) VALUES ('certificates', 1)
ON CONFLICT (name) DO UPDATE SET value = counters.value + 1;

-- name: given
SELECT id, code, commune, certificate_number FROM products WHERE certificate_number IS NOT NULL;
