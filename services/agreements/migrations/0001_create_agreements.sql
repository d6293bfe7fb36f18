-- migrate:up

-- The chains of each city, with their stores.
CREATE TABLE retailers (
    city text NOT NULL,
    code text NOT NULL CHECK (code ~ '^[a-z0-9]+$'),
    legal_name text NOT NULL,
    branches jsonb NOT NULL,
    PRIMARY KEY (city, code)
);

-- What was heard of businesses: their name, until the owner's consent ends.
CREATE TABLE businesses (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    name text,
    consent_withdrawn_at timestamptz
);

-- What was heard of products: the last judged revision, and which revisions were withdrawn or have lapsed.
-- No foreign key leads to businesses, for the topics run ahead of each other; none to cities, for its check
-- would wait for the lock under which offers are made.
CREATE TABLE products (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    business_id uuid,
    revision integer NOT NULL DEFAULT 0,
    outcome text,
    facts jsonb,
    withdrawn_revision integer NOT NULL DEFAULT 0,
    lapsed_revision integer NOT NULL DEFAULT 0
);
CREATE INDEX products_city ON products (city, outcome);
CREATE INDEX products_business ON products (business_id);

-- Memoranda with their present version; agreements and signatures are of that version.
CREATE TABLE mous (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    retailers text[] NOT NULL,
    status text NOT NULL,
    version integer NOT NULL,
    title text NOT NULL,
    since date NOT NULL,
    until date NOT NULL,
    content_hash text NOT NULL,
    agreed jsonb NOT NULL,
    signatures jsonb NOT NULL,
    begins_on date,
    ended_at timestamptz,
    how text,
    reason text
);
CREATE INDEX mous_city ON mous (city, id);
CREATE INDEX mous_due ON mous (until) WHERE status IN ('signed', 'in-force');

CREATE TABLE mou_versions (
    mou_id uuid NOT NULL REFERENCES mous (id),
    number integer NOT NULL,
    city text NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    since date NOT NULL,
    until date NOT NULL,
    changes text,
    drafted_by text NOT NULL,
    drafted_at timestamptz NOT NULL,
    PRIMARY KEY (mou_id, number)
);

CREATE TABLE mou_comments (
    id uuid PRIMARY KEY,
    mou_id uuid NOT NULL REFERENCES mous (id),
    city text NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    party text NOT NULL,
    subject text NOT NULL,
    title text NOT NULL,
    commented_at timestamptz NOT NULL
);
CREATE INDEX mou_comments_mou ON mou_comments (mou_id, id);

-- The parties' own numbers of documents: one document of a kind (mou, pks) for a party, year and number.
CREATE TABLE numbers (
    city text NOT NULL,
    kind text NOT NULL,
    party text NOT NULL,
    year integer NOT NULL,
    number text NOT NULL,
    document_id uuid NOT NULL,
    PRIMARY KEY (city, kind, party, year, number)
);

-- A revision of a product before a retailer under a memorandum, once at most.
CREATE TABLE offers (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    product_id uuid NOT NULL,
    business_id uuid NOT NULL,
    revision integer NOT NULL,
    retailer text NOT NULL,
    mou_id uuid NOT NULL REFERENCES mous (id),
    outcome text NOT NULL,
    facts jsonb NOT NULL,
    status text NOT NULL,
    offered_at timestamptz NOT NULL,
    answer_due date NOT NULL,
    answer text,
    reason text,
    answered_at timestamptz,
    answered_by text,
    closed_why text,
    closed_at timestamptz,
    UNIQUE (product_id, revision, mou_id, retailer)
);
CREATE INDEX offers_city ON offers (city, id);
CREATE INDEX offers_mou ON offers (mou_id);
CREATE INDEX offers_business ON offers (business_id);
CREATE INDEX offers_due ON offers (answer_due) WHERE status IN ('open', 'sample-asked');

-- Agreements of a retailer and a business with their present version; `until` repeats that of the terms.
CREATE TABLE pks (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    offer_id uuid NOT NULL REFERENCES offers (id),
    product_id uuid NOT NULL,
    business_id uuid NOT NULL,
    revision integer NOT NULL,
    product_name text NOT NULL,
    retailer text NOT NULL,
    mou_id uuid NOT NULL REFERENCES mous (id),
    status text NOT NULL,
    version integer NOT NULL,
    terms jsonb NOT NULL,
    until date NOT NULL,
    content_hash text NOT NULL,
    drafted_at timestamptz NOT NULL,
    signatures jsonb NOT NULL,
    signed_at timestamptz,
    ended_at timestamptz,
    how text,
    reason text,
    lost text[] NOT NULL
);
CREATE INDEX pks_city ON pks (city, id);
CREATE INDEX pks_product ON pks (product_id) WHERE status <> 'ended';
CREATE INDEX pks_mou ON pks (mou_id) WHERE status <> 'ended';
CREATE INDEX pks_business ON pks (business_id);
CREATE INDEX pks_due ON pks (until) WHERE status = 'signed';
CREATE UNIQUE INDEX pks_one_draft ON pks (offer_id) WHERE status = 'draft';

CREATE TABLE pks_versions (
    pks_id uuid NOT NULL REFERENCES pks (id),
    number integer NOT NULL,
    city text NOT NULL,
    terms jsonb NOT NULL,
    text text NOT NULL,
    drafted_by text NOT NULL,
    drafted_at timestamptz NOT NULL,
    PRIMARY KEY (pks_id, number)
);

ALTER TABLE retailers ENABLE ROW LEVEL SECURITY;
ALTER TABLE retailers FORCE ROW LEVEL SECURITY;
CREATE POLICY retailers_of_the_cities ON retailers
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE businesses ENABLE ROW LEVEL SECURITY;
ALTER TABLE businesses FORCE ROW LEVEL SECURITY;
CREATE POLICY businesses_of_the_cities ON businesses
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE products ENABLE ROW LEVEL SECURITY;
ALTER TABLE products FORCE ROW LEVEL SECURITY;
CREATE POLICY products_of_the_cities ON products
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE mous ENABLE ROW LEVEL SECURITY;
ALTER TABLE mous FORCE ROW LEVEL SECURITY;
CREATE POLICY mous_of_the_cities ON mous
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE mou_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE mou_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY mou_versions_of_the_cities ON mou_versions
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE mou_comments ENABLE ROW LEVEL SECURITY;
ALTER TABLE mou_comments FORCE ROW LEVEL SECURITY;
CREATE POLICY mou_comments_of_the_cities ON mou_comments
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE numbers ENABLE ROW LEVEL SECURITY;
ALTER TABLE numbers FORCE ROW LEVEL SECURITY;
CREATE POLICY numbers_of_the_cities ON numbers
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE offers ENABLE ROW LEVEL SECURITY;
ALTER TABLE offers FORCE ROW LEVEL SECURITY;
CREATE POLICY offers_of_the_cities ON offers
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE pks ENABLE ROW LEVEL SECURITY;
ALTER TABLE pks FORCE ROW LEVEL SECURITY;
CREATE POLICY pks_of_the_cities ON pks
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE pks_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE pks_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY pks_versions_of_the_cities ON pks_versions
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
