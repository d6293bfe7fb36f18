-- migrate:up

-- NIK and NPWP are sealed; their blind indexes keep one person from registering twice.
CREATE TABLE businesses (
    id uuid PRIMARY KEY,
    city text NOT NULL REFERENCES cities (code),
    owner_subject text,
    entered_by text,
    name text NOT NULL,
    nib text NOT NULL UNIQUE,
    legal_form text NOT NULL,
    established boolean NOT NULL,
    capital bigint,
    turnover bigint,
    scale text NOT NULL,
    kbli_code text NOT NULL,
    kbli_version text NOT NULL,
    district_code text NOT NULL,
    owner_name text NOT NULL,
    phone text NOT NULL,
    nik_sealed bytea NOT NULL,
    nik_index bytea NOT NULL UNIQUE,
    npwp_sealed bytea,
    npwp_index bytea UNIQUE,
    consent_text_version text NOT NULL,
    consent_channel text NOT NULL,
    consent_given_at timestamptz NOT NULL,
    consent_withdrawn_at timestamptz,
    registered_at timestamptz NOT NULL
);
CREATE INDEX businesses_city ON businesses (city, id);

CREATE TABLE products (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    business_id uuid NOT NULL REFERENCES businesses (id),
    status text NOT NULL,
    revision integer NOT NULL,
    sheet jsonb NOT NULL,
    drafted_at timestamptz NOT NULL,
    submitted_at timestamptz,
    withdrawn_at timestamptz
);
CREATE INDEX products_city ON products (city, business_id);

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

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
