-- migrate:up

-- How people can be reached, a city's own record of each; `sealed` holds name, mail address and phone.
CREATE TABLE contacts (
    city text NOT NULL REFERENCES cities (code),
    subject text NOT NULL,
    sealed bytea NOT NULL,
    language text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (subject, city)
);

-- Every revision of a product as it was put forward, and by whom: the owner, or a pendamping for them.
CREATE TABLE submissions (
    product_id uuid NOT NULL REFERENCES products (id),
    revision integer NOT NULL,
    city text NOT NULL,
    sheet jsonb NOT NULL,
    changes text,
    submitted_at timestamptz NOT NULL,
    entered_by text NOT NULL,
    entered_as text NOT NULL,
    PRIMARY KEY (product_id, revision)
);

-- Who holds functions in a city, in the order of ids.
CREATE INDEX assignments_city ON assignments (city, id);

-- The few businesses whose owner's consent has ended.
CREATE INDEX businesses_silent ON businesses (id) WHERE consent_withdrawn_at IS NOT NULL;

ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
ALTER TABLE contacts FORCE ROW LEVEL SECURITY;
CREATE POLICY contacts_of_the_cities ON contacts
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE submissions ENABLE ROW LEVEL SECURITY;
ALTER TABLE submissions FORCE ROW LEVEL SECURITY;
CREATE POLICY submissions_of_the_cities ON submissions
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
