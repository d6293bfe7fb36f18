-- migrate:up

-- Why somebody did something, where that has to be said: when a number of a business is corrected.
ALTER TABLE entries ADD COLUMN reason text;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
