-- migrate:up

-- Why a product did not pass, reason by reason, with the code of what nobody wrote; `reason` is all of it as one text.
ALTER TABLE decisions ADD COLUMN reasons jsonb;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
