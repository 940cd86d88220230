-- name: put!
-- Nothing is kept for a file that was erased meanwhile.
INSERT INTO result_lists (
    media_id, language, print, summary, row_count, wrong_count, new_count
)
SELECT m.id, CAST(:language AS TEXT), CAST(:print AS TEXT), CAST(:summary AS TEXT),
    CAST(:row_count AS INTEGER), CAST(:wrong_count AS INTEGER), CAST(:new_count AS INTEGER)
FROM media m WHERE m.id = :media_id;

-- name: put_part!
INSERT INTO result_list_parts (media_id, tab, part, lines)
SELECT r.media_id, CAST(:tab AS TEXT), CAST(:part AS INTEGER), CAST(:lines AS TEXT)
FROM result_lists r WHERE r.media_id = :media_id;

-- name: one
SELECT print, summary, row_count, wrong_count, new_count FROM result_lists
WHERE media_id = :media_id AND language = :language;

-- name: part
SELECT lines FROM result_list_parts WHERE media_id = :media_id AND tab = :tab AND part = :part;

-- name: forget!
DELETE FROM result_lists WHERE media_id = :media_id;
