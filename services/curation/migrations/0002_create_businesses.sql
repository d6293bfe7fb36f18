-- migrate:up

-- What registration announced of the businesses behind products; of a forgotten one only its id is left.
CREATE TABLE businesses (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    name text,
    nib text,
    scale text,
    district_code text,
    forgotten_at timestamptz
);

ALTER TABLE businesses ENABLE ROW LEVEL SECURITY;
ALTER TABLE businesses FORCE ROW LEVEL SECURITY;
CREATE POLICY businesses_of_the_cities ON businesses
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
