-- migrate:up

-- Which products agreements has offered to which retailers: those see their photos. Nothing refers to products: an offer
-- may be of one that this database forgot.
CREATE TABLE offered (
    product_id uuid NOT NULL,
    retailer text NOT NULL,
    city text NOT NULL,
    PRIMARY KEY (product_id, retailer)
);

ALTER TABLE offered ENABLE ROW LEVEL SECURITY;
ALTER TABLE offered FORCE ROW LEVEL SECURITY;
CREATE POLICY offered_of_the_cities ON offered
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
