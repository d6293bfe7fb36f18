-- migrate:up

-- The first day of what is signed ahead of it; null where nothing begins, and for what was heard before this was kept.
ALTER TABLE matters ADD COLUMN begins date;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
