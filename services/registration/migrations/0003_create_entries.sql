-- migrate:up

-- What was entered about a business or one of its products, and by whom: its owner, or a pendamping for them.
-- Registrations and submissions are not here: they say it themselves. No foreign key leads to businesses, for its check
-- would wait, with a product in hand, for who holds the business and waits for its products.
CREATE TABLE entries (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    business_id uuid NOT NULL,
    product_id uuid REFERENCES products (id),
    what text NOT NULL,
    entered_by text NOT NULL,
    entered_as text NOT NULL,
    entered_at timestamptz NOT NULL
);
CREATE INDEX entries_business ON entries (business_id, id);

ALTER TABLE entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE entries FORCE ROW LEVEL SECURITY;
CREATE POLICY entries_of_the_cities ON entries
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
