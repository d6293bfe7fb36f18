-- migrate:up

-- Whether a line only says that somebody was told: two lines of three, which a reader of a trail asks for apart.
ALTER TABLE trail NO FORCE ROW LEVEL SECURITY; -- the owner is to mark every city's; first of the two, as who writes lines
ALTER TABLE mentions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE mentions ADD COLUMN notice boolean NOT NULL DEFAULT false;
UPDATE mentions SET notice = true
FROM trail
WHERE trail.event_id = mentions.event_id AND trail.type = 'gerai.notifications.notification-sent.v1';
ALTER TABLE trail FORCE ROW LEVEL SECURITY;
ALTER TABLE mentions FORCE ROW LEVEL SECURITY;
CREATE INDEX mentions_of_acts ON mentions (thing, at, event_id) INCLUDE (city) WHERE NOT notice;
-- A line is found by its id in two pages, where the primary key reads four.
CREATE INDEX trail_ids ON trail USING hash (event_id);

CREATE OR REPLACE FUNCTION note_mentions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO mentions (thing, at, event_id, city, notice)
    SELECT DISTINCT thing, at, event_id, city, type = 'gerai.notifications.notification-sent.v1'
    FROM added, unnest(mentions) AS thing;
    RETURN NULL;
END $$;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
