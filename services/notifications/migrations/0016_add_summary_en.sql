-- migrate:up

-- What happened, in English; null for what was heard before this was kept, which is told in Indonesian.
ALTER TABLE trail ADD COLUMN summary_en text;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
