-- name: one
SELECT id, language, consent, commune, name, phone, kind FROM people WHERE id = :id;

-- name: save!
UPDATE people
SET language = :language, consent = :consent, commune = :commune, name = :name, phone = :phone,
    kind = :kind
WHERE id = :id;

-- name: add_consent!
INSERT INTO consents (person_id, given, text_version, language, decided_at)
VALUES (:person_id, :given, :text_version, :language, :now);
