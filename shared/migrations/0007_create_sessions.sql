-- migrate:up

-- People who are on their way to the sign-in provider and back. Nothing in a row lets anybody in.
CREATE TABLE sign_ins (
    state bytea PRIMARY KEY,
    browser bytea NOT NULL,
    verifier text NOT NULL,
    nonce text NOT NULL,
    back text NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_ins_begun_at ON sign_ins (begun_at);

-- Who is signed in to this service's pages. The browser has a secret of which only the digest stands here.
CREATE TABLE sessions (
    id bytea PRIMARY KEY,
    subject text NOT NULL,
    name text NOT NULL,
    provider_session text,
    id_token text NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sessions_subject ON sessions (subject);
CREATE INDEX sessions_provider_session ON sessions (provider_session);
CREATE INDEX sessions_used_at ON sessions (used_at);

-- What a city's pages are painted with.
ALTER TABLE cities ADD COLUMN colour text;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
