-- migrate:up

-- Of several retailers in one memorandum, those that have agreed or signed already, while others have not.
ALTER TABLE matters ADD COLUMN acted text[] NOT NULL DEFAULT '{}';

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
