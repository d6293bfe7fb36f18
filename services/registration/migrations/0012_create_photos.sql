-- migrate:up

-- Photos of products. What they show is in the place that the operator names; until it is there, in `photo_contents`.
CREATE TABLE photos (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    product_id uuid NOT NULL REFERENCES products (id),
    width integer NOT NULL,
    height integer NOT NULL,
    added_by text NOT NULL,
    entered_as text NOT NULL,
    added_at timestamptz NOT NULL,
    let_go_at timestamptz,
    kept_at timestamptz
);
CREATE INDEX photos_product ON photos (product_id, id);

CREATE TABLE photo_contents (
    photo_id uuid NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
    size text NOT NULL,
    city text NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (photo_id, size)
);

-- Photos that nobody was shown for a decision, and whose owner let them go: what is still to be removed of them.
CREATE TABLE photos_forgotten (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    product_id uuid NOT NULL
);

-- Which photos were put forward.
ALTER TABLE submissions ADD COLUMN photos uuid[] NOT NULL DEFAULT '{}';

ALTER TABLE photos ENABLE ROW LEVEL SECURITY;
ALTER TABLE photos FORCE ROW LEVEL SECURITY;
CREATE POLICY photos_of_the_cities ON photos
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE photo_contents ENABLE ROW LEVEL SECURITY;
ALTER TABLE photo_contents FORCE ROW LEVEL SECURITY;
CREATE POLICY photo_contents_of_the_cities ON photo_contents
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE photos_forgotten ENABLE ROW LEVEL SECURITY;
ALTER TABLE photos_forgotten FORCE ROW LEVEL SECURITY;
CREATE POLICY photos_forgotten_of_the_cities ON photos_forgotten
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
