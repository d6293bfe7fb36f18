-- migrate:up

-- Which of its sheets a product has, so that two who have the same one open do not undo each other's work.
ALTER TABLE products ADD COLUMN sheet_version integer NOT NULL DEFAULT 1;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
