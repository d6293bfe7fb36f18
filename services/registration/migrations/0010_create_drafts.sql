-- migrate:up

-- Applications that are still being written. `sealed` holds what was filled in so far, identity numbers among it: it is
-- its writer's alone, whatever cities they belong to, and is forgotten 90 days after the last word.
CREATE TABLE drafts (
    id uuid PRIMARY KEY,
    subject text NOT NULL,
    sealed bytea NOT NULL,
    changed_at timestamptz NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX drafts_subject ON drafts (subject, id);
CREATE INDEX drafts_kept_at ON drafts (kept_at);

ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE drafts FORCE ROW LEVEL SECURITY;
CREATE POLICY drafts_of_who_asks ON drafts
USING (subject = current_setting('app.subject', true))
WITH CHECK (subject = current_setting('app.subject', true));
CREATE POLICY drafts_found_old ON drafts FOR SELECT USING (kept_at < now() - interval '90 days');
CREATE POLICY drafts_forgotten ON drafts FOR DELETE USING (kept_at < now() - interval '90 days');

-- Businesses are looked for by what they are called.
CREATE INDEX businesses_city_name ON businesses (city, lower(name));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
