-- migrate:up transaction:false

-- Headers are only ever read whole: as text they need no conversion when written, moved and read. It is JSON as before,
-- so what was written in either form is read alike, and the previous release reads and writes it too. A transaction for
-- each table, the outbox last: while `published` is written anew (as long as it takes to copy) only the relay waits, and
-- what stands in a column of either type may be moved into one of text.
BEGIN;
ALTER TABLE published ALTER COLUMN headers TYPE text;
COMMIT;
BEGIN;
ALTER TABLE published_states ALTER COLUMN headers TYPE text;
COMMIT;
BEGIN;
ALTER TABLE outbox ALTER COLUMN headers TYPE text;
COMMIT;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
