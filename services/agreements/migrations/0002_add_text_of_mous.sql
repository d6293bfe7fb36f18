-- migrate:up

-- The whole text that is signed, since the names of its parties may change. A version from before has none: its text
-- follows from the other columns.
ALTER TABLE mou_versions ADD COLUMN text text NOT NULL DEFAULT '';

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
