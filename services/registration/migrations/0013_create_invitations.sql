-- migrate:up

-- People whom an admin has invited to hold a function. `sealed` holds name and mail address until it is settled.
CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    city text NOT NULL REFERENCES cities (code),
    sealed bytea,
    language text NOT NULL,
    function text NOT NULL,
    scope text,
    title text,
    since timestamptz,
    until timestamptz,
    invited_by text NOT NULL,
    invited_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    settled_at timestamptz,
    accepted_by text
);
CREATE INDEX invitations_city ON invitations (city, id);
CREATE INDEX invitations_open ON invitations (expires_at) WHERE settled_at IS NULL;

-- What admins do for their city: functions, invitations, other people's contacts. Nobody's name or address is in it.
CREATE TABLE acts (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    at timestamptz NOT NULL,
    by_subject text NOT NULL,
    what text NOT NULL,
    about text NOT NULL,
    function text,
    scope text,
    title text
);
CREATE INDEX acts_city ON acts (city, id);

ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY invitations_of_the_cities ON invitations
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE acts ENABLE ROW LEVEL SECURITY;
ALTER TABLE acts FORCE ROW LEVEL SECURITY;
CREATE POLICY acts_of_the_cities ON acts
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
