-- migrate:up

-- Nobody is told anything by telephone.
ALTER TABLE contacts DROP COLUMN phone_sealed;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
