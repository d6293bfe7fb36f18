-- migrate:up

-- Who gave a function, and who ended it: empty for the system's operator, null where it came with a business, or was
-- given before this was kept.
ALTER TABLE assignments ADD COLUMN assigned_by text, ADD COLUMN ended_by text;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
