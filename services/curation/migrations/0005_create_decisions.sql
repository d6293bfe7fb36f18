-- migrate:up

-- One decision per revision, with all that it was made upon.
CREATE TABLE decisions (
    product_id uuid NOT NULL REFERENCES cases (product_id),
    city text NOT NULL,
    revision integer NOT NULL,
    outcome text NOT NULL,
    score integer,
    rubric_version integer NOT NULL,
    gates jsonb NOT NULL,
    corrections jsonb NOT NULL,
    reason text,
    submission jsonb NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (product_id, revision)
);

-- What is owed after a decision; lapses_at is the end of its day in the city.
CREATE TABLE conditions (
    id uuid PRIMARY KEY,
    product_id uuid NOT NULL,
    city text NOT NULL,
    revision integer NOT NULL,
    department text NOT NULL,
    text text NOT NULL,
    due date NOT NULL,
    lapses_at timestamptz NOT NULL,
    met_at timestamptz,
    met_by text,
    note text,
    lapsed_at timestamptz,
    FOREIGN KEY (product_id, revision) REFERENCES decisions (product_id, revision)
);
CREATE INDEX conditions_decision ON conditions (product_id, revision);

ALTER TABLE decisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE decisions FORCE ROW LEVEL SECURITY;
CREATE POLICY decisions_of_the_cities ON decisions
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE conditions ENABLE ROW LEVEL SECURITY;
ALTER TABLE conditions FORCE ROW LEVEL SECURITY;
CREATE POLICY conditions_of_the_cities ON conditions
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- Which revision's decision holds, and when its next open condition lapses.
ALTER TABLE cases ADD COLUMN standing integer;
ALTER TABLE cases ADD COLUMN lapses_at timestamptz;
CREATE INDEX cases_lapses_at ON cases (lapses_at) WHERE lapses_at IS NOT NULL;
CREATE INDEX cases_city_product ON cases (city, product_id);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
