-- migrate:up

-- The cities that Gerai serves; registration's own, elsewhere a copy of what it announces.
CREATE TABLE cities (
    code text PRIMARY KEY CHECK (code ~ '^[a-z0-9]+$'),
    name text NOT NULL,
    region_code text NOT NULL,
    time_zone text NOT NULL,
    offices jsonb NOT NULL
);

-- Who has which function where, from when to when; registration's own, elsewhere a copy.
CREATE TABLE assignments (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    subject text NOT NULL,
    function text NOT NULL,
    scope text,
    since timestamptz NOT NULL,
    until timestamptz
);
CREATE INDEX assignments_subject ON assignments (subject);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
