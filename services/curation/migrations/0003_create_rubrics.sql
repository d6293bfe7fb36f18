-- migrate:up

-- What each city scores by. Version 1 is the suggestion that every city begins with, and no row.
CREATE TABLE rubrics (
    city text NOT NULL,
    version integer NOT NULL CHECK (version > 1),
    since date NOT NULL,
    criteria jsonb NOT NULL,
    pass_mark integer NOT NULL,
    set_by text NOT NULL,
    PRIMARY KEY (city, version)
);

ALTER TABLE rubrics ENABLE ROW LEVEL SECURITY;
ALTER TABLE rubrics FORCE ROW LEVEL SECURITY;
CREATE POLICY rubrics_of_the_cities ON rubrics
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- A case keeps the version that it was opened with.
ALTER TABLE cases ADD COLUMN rubric_version integer NOT NULL DEFAULT 1;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
