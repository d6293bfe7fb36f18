-- migrate:up

-- Mails of one kind to one reader in one city go as one letter where many wait. `gathers_as` says which may; `letter_id`
-- is given when they are first taken in hand and never changes, so that a repeated letter is the same.
ALTER TABLE deliveries ADD COLUMN gathers_as text;
ALTER TABLE deliveries ADD COLUMN letter_id uuid;
CREATE INDEX deliveries_gathering ON deliveries (subject, city, gathers_as)
WHERE status = 'waiting' AND letter_id IS NULL;
CREATE INDEX deliveries_letter ON deliveries (letter_id) WHERE status = 'waiting';

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
