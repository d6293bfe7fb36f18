-- migrate:up

-- The kecamatan of a city, to choose from where an address is asked for.
ALTER TABLE cities ADD COLUMN districts jsonb NOT NULL DEFAULT '[]';

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
