-- migrate:up

-- The clock forgets old answers every minute; without this it reads all that are kept, a million after ten million events.
CREATE INDEX idempotency_answered_at ON idempotency (answered_at);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
