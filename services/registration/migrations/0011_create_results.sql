-- migrate:up

-- What the departments said of each revision, as curation told it: corrections stand beside the fields that they
-- concern when the product is mended. Nothing refers to products: a result may be of one that this database forgot.
CREATE TABLE results (
    product_id uuid NOT NULL,
    revision integer NOT NULL,
    city text NOT NULL,
    outcome text NOT NULL,
    corrections jsonb NOT NULL,
    conditions jsonb NOT NULL,
    reason text,
    heard_at timestamptz NOT NULL,
    PRIMARY KEY (product_id, revision)
);

ALTER TABLE results ENABLE ROW LEVEL SECURITY;
ALTER TABLE results FORCE ROW LEVEL SECURITY;
CREATE POLICY results_of_the_cities ON results
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
