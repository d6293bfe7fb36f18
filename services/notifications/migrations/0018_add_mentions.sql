-- migrate:up

-- Which lines of the trail speak of a thing, in order. Where rows of other cities are hidden PostgreSQL finds nothing by
-- an index on the array itself (&& might tell of what it hides), and read the whole trail for each product.
CREATE TABLE mentions (
    thing uuid NOT NULL,
    at timestamptz NOT NULL,
    event_id text NOT NULL,
    city text NOT NULL,
    PRIMARY KEY (thing, at, event_id)
);
ALTER TABLE trail NO FORCE ROW LEVEL SECURITY; -- the owner is to copy every city's
INSERT INTO mentions (thing, at, event_id, city)
SELECT DISTINCT thing, at, event_id, city FROM trail, unnest(mentions) AS thing;
ALTER TABLE trail FORCE ROW LEVEL SECURITY;
DROP INDEX trail_mentions;

ALTER TABLE mentions ENABLE ROW LEVEL SECURITY;
ALTER TABLE mentions FORCE ROW LEVEL SECURITY;
CREATE POLICY mentions_of_the_cities ON mentions
USING (city = ANY ((SELECT string_to_array(current_setting('app.cities', true), ','))::text[]))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- Whoever adds to the trail, also the code of before, while both run.
CREATE FUNCTION note_mentions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO mentions (thing, at, event_id, city)
    SELECT DISTINCT thing, at, event_id, city FROM added, unnest(mentions) AS thing;
    RETURN NULL;
END $$;
CREATE TRIGGER trail_mentions AFTER INSERT ON trail
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_mentions();

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
