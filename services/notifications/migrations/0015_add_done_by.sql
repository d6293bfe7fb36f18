-- migrate:up

-- As what whoever brought an event about acted, in both languages; null for what was heard before this was kept.
ALTER TABLE trail ADD COLUMN done_by text;
ALTER TABLE trail ADD COLUMN done_by_en text;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
