-- migrate:up

-- Of which city the event was that somebody decided about, and what it was: a city's admin reads what was decided about
-- the events of their own city. What was decided before this stands without, for whoever runs the system.
ALTER TABLE parked_decisions ADD COLUMN city text, ADD COLUMN type text;
CREATE INDEX parked_decisions_city ON parked_decisions (city, id);

-- The list of a city's parked events, in the order in which they were parked.
CREATE INDEX parked_city ON parked (reader, city, id);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
