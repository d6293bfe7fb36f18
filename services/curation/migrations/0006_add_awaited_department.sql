-- migrate:up

-- Whose review is needed again, since it asks for something by a day that passed before the decision.
ALTER TABLE cases ADD COLUMN awaits text;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
