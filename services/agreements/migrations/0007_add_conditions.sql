-- migrate:up

-- What a product that passed with conditions still owes, as curation said last; kept with each offer too. What was heard
-- before this has none, and says only that there are some (`outcome`).
ALTER TABLE products ADD COLUMN conditions jsonb NOT NULL DEFAULT '[]';
ALTER TABLE offers ADD COLUMN conditions jsonb NOT NULL DEFAULT '[]';

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
