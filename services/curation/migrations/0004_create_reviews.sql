-- migrate:up

-- Every word of a department on a revision; those that were replaced are kept.
CREATE TABLE reviews (
    product_id uuid NOT NULL REFERENCES cases (product_id),
    city text NOT NULL,
    revision integer NOT NULL,
    department text NOT NULL,
    number integer NOT NULL,
    scores jsonb NOT NULL,
    recommendation text NOT NULL,
    conditions jsonb NOT NULL,
    corrections jsonb NOT NULL,
    reason text,
    subject text NOT NULL,
    title text NOT NULL,
    reviewed_at timestamptz NOT NULL,
    PRIMARY KEY (product_id, revision, department, number)
);

ALTER TABLE reviews ENABLE ROW LEVEL SECURITY;
ALTER TABLE reviews FORCE ROW LEVEL SECURITY;
CREATE POLICY reviews_of_the_cities ON reviews
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
