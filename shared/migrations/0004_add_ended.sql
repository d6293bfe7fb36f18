-- migrate:up

-- That a function was ended, which its end alone does not say: that may be the one it was given with.
ALTER TABLE assignments ADD COLUMN ended boolean NOT NULL DEFAULT false;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
