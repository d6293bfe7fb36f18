-- migrate:up

-- One case per product; the submission under judgement stands in it whole.
CREATE TABLE cases (
    product_id uuid PRIMARY KEY,
    city text NOT NULL,
    status text NOT NULL,
    revision integer NOT NULL,
    business_id uuid,
    submission jsonb,
    opened_at timestamptz NOT NULL
);
CREATE INDEX cases_city ON cases (city, status);

ALTER TABLE cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases FORCE ROW LEVEL SECURITY;
CREATE POLICY cases_of_the_cities ON cases
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
