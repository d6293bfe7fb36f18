-- migrate:up

-- How people are reached, sealed but for the language. Of no city: a person is told in every city where they act.
-- One whose contact was erased is remembered as that and nothing more, so that no mail waits for them.
CREATE TABLE contacts (
    subject text PRIMARY KEY,
    language text NOT NULL,
    name_sealed bytea,
    email_sealed bytea,
    phone_sealed bytea,
    erased boolean NOT NULL
);

-- What businesses and products are called; of a product also whose it is.
CREATE TABLE names (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    name text NOT NULL,
    business_id uuid
);
CREATE INDEX names_business ON names (business_id);

-- What one audience is told of one event, in every language.
CREATE TABLE messages (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    event_id text NOT NULL,
    place integer NOT NULL,
    template text NOT NULL,
    at timestamptz NOT NULL,
    correlation_id text NOT NULL,
    texts jsonb NOT NULL,
    unless_owner_of text,
    UNIQUE (event_id, place)
);

-- Who a message is for: holders of a function at the time of its event, of one business or retailer or ('') of none.
-- Kept, because an assignment may be heard after the event.
CREATE TABLE audiences (
    city text NOT NULL,
    function text NOT NULL,
    scope text NOT NULL,
    at timestamptz NOT NULL,
    message_id uuid NOT NULL REFERENCES messages (id),
    PRIMARY KEY (city, function, scope, at, message_id)
);
CREATE INDEX audiences_message ON audiences (message_id);

-- The copy of assignments is asked here who holds a function, which it has no index for.
CREATE INDEX assignments_held ON assignments (city, function, coalesce(scope, ''));

-- A message to one reader by one channel: an inbox holds it from the start, a mail waits to be sent. Pauses, leases and
-- the patience for an address go by the real time, whatever time the business goes by.
CREATE TABLE deliveries (
    id uuid PRIMARY KEY,
    city text NOT NULL,
    message_id uuid NOT NULL REFERENCES messages (id),
    event_id text NOT NULL,
    subject text NOT NULL,
    channel text NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'sent', 'failed')),
    at timestamptz NOT NULL,
    settled_at timestamptz,
    read_at timestamptz,
    tries integer NOT NULL DEFAULT 0,
    last_error text,
    claim uuid,
    next_try_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    address_by timestamptz NOT NULL,
    UNIQUE (event_id, subject, channel)
);
CREATE INDEX deliveries_waiting ON deliveries (next_try_at, id) WHERE status = 'waiting';
CREATE INDEX deliveries_subject ON deliveries (subject, channel, id);
CREATE INDEX deliveries_city ON deliveries (city, id);

-- Everything that was announced, with the ids it speaks of; a notification speaks of what its event speaks of.
CREATE TABLE trail (
    event_id text PRIMARY KEY,
    city text NOT NULL,
    type text NOT NULL,
    at timestamptz NOT NULL,
    key text NOT NULL,
    source text NOT NULL,
    correlation_id text NOT NULL,
    causation_id text NOT NULL,
    mentions uuid[] NOT NULL,
    summary text NOT NULL
);
CREATE INDEX trail_mentions ON trail USING gin (mentions);

ALTER TABLE names ENABLE ROW LEVEL SECURITY;
ALTER TABLE names FORCE ROW LEVEL SECURITY;
CREATE POLICY names_of_the_cities ON names
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages FORCE ROW LEVEL SECURITY;
CREATE POLICY messages_of_the_cities ON messages
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE audiences ENABLE ROW LEVEL SECURITY;
ALTER TABLE audiences FORCE ROW LEVEL SECURITY;
CREATE POLICY audiences_of_the_cities ON audiences
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY deliveries_of_the_cities ON deliveries
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

ALTER TABLE trail ENABLE ROW LEVEL SECURITY;
ALTER TABLE trail FORCE ROW LEVEL SECURITY;
CREATE POLICY trail_of_the_cities ON trail
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
