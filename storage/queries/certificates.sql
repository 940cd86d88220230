-- name: given
SELECT id, code, commune, certificate_number FROM products WHERE certificate_number IS NOT NULL;
