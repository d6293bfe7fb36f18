-- migrate:up

-- Begins what a person asks for, in one round trip: says who asks, by which their own assignments may be read (0005),
-- gives those that hold at this moment, and lets the rest of the transaction meet the cities that they are in.
CREATE FUNCTION enter_as(asking text, at timestamptz) RETURNS SETOF assignments
LANGUAGE plpgsql AS $$
DECLARE
    held assignments[];
BEGIN
    PERFORM set_config('app.subject', asking, true);
    held := ARRAY(
        SELECT a FROM assignments a WHERE a.subject = asking AND a.since <= at AND (a.until IS NULL OR a.until > at)
    );
    PERFORM set_config('app.cities', (SELECT coalesce(string_agg(DISTINCT city, ','), '') FROM unnest(held)), true);
    RETURN QUERY SELECT * FROM unnest(held);
END $$;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
