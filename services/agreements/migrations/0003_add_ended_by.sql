-- migrate:up

-- Who ended a memorandum or an agreement, for which party and as what; null where nobody did, or before this was kept.
ALTER TABLE mous ADD COLUMN ended_by jsonb;
ALTER TABLE pks ADD COLUMN ended_by jsonb;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
