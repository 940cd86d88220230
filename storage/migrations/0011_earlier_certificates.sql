-- Whether a product's certificate is of a rating before the road that it is on now: 1, it only lives
-- on until it ends or a new one is given.
ALTER TABLE products ADD COLUMN certificate_earlier INTEGER NOT NULL DEFAULT 0;
UPDATE products SET certificate_earlier = 1
WHERE certificate_number IS NOT NULL AND EXISTS (
    SELECT 1 FROM product_steps a
    WHERE a.product_id = products.id AND a.kind = 'again' AND NOT EXISTS (
        SELECT 1 FROM product_steps c
        WHERE c.product_id = a.product_id AND c.kind = 'certificate' AND c.id > a.id
    )
);
