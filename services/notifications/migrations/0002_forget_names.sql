-- migrate:up

-- A business whose owner withdrew consent is called by its name no longer: its row stays, without one, also where
-- nothing else was heard of it, so that what arrives late does not bring the name back.
ALTER TABLE names ALTER COLUMN name DROP NOT NULL;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
