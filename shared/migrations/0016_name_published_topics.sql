-- migrate:up

-- The topics of which something is kept, and the last day on which something was; null for a compacted topic, of which the
-- states are kept for ever. A relay that begins asks this, for `published` may hold millions.
CREATE TABLE published_topics (
    topic text PRIMARY KEY,
    last_day date
);
INSERT INTO published_topics (topic, last_day)
SELECT topic, max(published_at)::date FROM published GROUP BY topic;
INSERT INTO published_topics (topic) SELECT DISTINCT topic FROM published_states ON CONFLICT DO NOTHING;

-- States are published again in the order of id, a thousand at a time.
CREATE INDEX published_states_id ON published_states (id);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
