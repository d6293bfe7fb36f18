-- migrate:up

-- The clock asks every second for what has not ended, signed or not: indexes of the signed alone were no help to it.
CREATE INDEX mous_unended ON mous (until) WHERE status <> 'ended';
CREATE INDEX pks_unended ON pks (until) WHERE status <> 'ended';
DROP INDEX mous_due;
DROP INDEX pks_due;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
