-- migrate:up

-- Where each product, memorandum, offer and agreement stands, and whose turn it is. `stage` orders what was heard of one
-- thing by several topics, so that the earlier never covers the later.
CREATE TABLE matters (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    city text NOT NULL,
    stage bigint NOT NULL,
    state text NOT NULL,
    waits_for text[] NOT NULL,
    business_id uuid,
    product_id uuid,
    retailers text[] NOT NULL,
    title text,
    since timestamptz NOT NULL,
    due date
);
CREATE INDEX matters_city ON matters (city, kind, state);
CREATE INDEX matters_business ON matters (business_id);
CREATE INDEX matters_waiting ON matters (city, since) WHERE waits_for <> '{}';

ALTER TABLE matters ENABLE ROW LEVEL SECURITY;
ALTER TABLE matters FORCE ROW LEVEL SECURITY;
CREATE POLICY matters_of_the_cities ON matters
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- When each product got how far for the first time.
CREATE TABLE journeys (
    product_id uuid PRIMARY KEY,
    city text NOT NULL,
    business_id uuid NOT NULL,
    category text,
    submitted_at timestamptz,
    curated_at timestamptz,
    passed_at timestamptz,
    offered_at timestamptz,
    accepted_at timestamptz,
    signed_at timestamptz
);
CREATE INDEX journeys_city ON journeys (city);

ALTER TABLE journeys ENABLE ROW LEVEL SECURITY;
ALTER TABLE journeys FORCE ROW LEVEL SECURITY;
CREATE POLICY journeys_of_the_cities ON journeys
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- In which kecamatan a business is.
CREATE TABLE districts (
    business_id uuid PRIMARY KEY,
    city text NOT NULL,
    code text NOT NULL,
    registered_at timestamptz NOT NULL
);
CREATE INDEX districts_city ON districts (city);

ALTER TABLE districts ENABLE ROW LEVEL SECURITY;
ALTER TABLE districts FORCE ROW LEVEL SECURITY;
CREATE POLICY districts_of_the_cities ON districts
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- What is sold where: agreements that both have signed.
CREATE TABLE shelves (
    pks_id uuid PRIMARY KEY,
    city text NOT NULL,
    product_id uuid NOT NULL,
    business_id uuid NOT NULL,
    retailer text NOT NULL,
    stores text[] NOT NULL,
    since date NOT NULL,
    until date NOT NULL,
    ended boolean NOT NULL DEFAULT false
);
CREATE INDEX shelves_city ON shelves (city);

ALTER TABLE shelves ENABLE ROW LEVEL SECURITY;
ALTER TABLE shelves FORCE ROW LEVEL SECURITY;
CREATE POLICY shelves_of_the_cities ON shelves
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
