-- migrate:up

-- Where what a message tells of is shown; null where nothing is, and for what was told before this was kept.
ALTER TABLE messages ADD COLUMN path text;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
