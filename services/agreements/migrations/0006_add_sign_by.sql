-- migrate:up

-- The last day for the second signature of an agreement, null before the first one and after the second; `until` repeats
-- it, where there is one, instead of that of the terms. What one party has signed before this waits from today on.
ALTER TABLE pks ADD COLUMN sign_by date;
ALTER TABLE pks NO FORCE ROW LEVEL SECURITY;
UPDATE pks SET sign_by = least(until, current_date + 30), until = least(until, current_date + 30)
WHERE status = 'draft' AND signatures <> '[]';
ALTER TABLE pks FORCE ROW LEVEL SECURITY;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
