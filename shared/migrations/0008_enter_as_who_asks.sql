-- migrate:up

-- Begins what a person asks for, in one round trip: says who asks, by which their own assignments may be read (0005),
-- gives those that hold at this moment, and lets the rest of the transaction meet the cities that they are in.
CREATE FUNCTION enter_as(asking text, at timestamptz) RETURNS SETOF assignments
LANGUAGE plpgsql AS $$
DECLARE
    said text := set_config('app.subject', asking, true);
    held assignments;
    cities text[] := '{}';
BEGIN
    FOR held IN
        SELECT * FROM assignments a WHERE a.subject = asking AND a.since <= at AND (a.until IS NULL OR a.until > at)
    LOOP
        RETURN NEXT held;
        cities := cities || held.city;
    END LOOP;
    said := set_config('app.cities', array_to_string(cities, ','), true);
END $$;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
