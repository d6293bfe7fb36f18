-- migrate:up

-- What is to be announced. Written in the transaction of the change itself, emptied by the relay.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slot smallint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    headers jsonb NOT NULL,
    value bytea,
    announced_at timestamptz NOT NULL DEFAULT now()
);

-- The last ce_sequence of each aggregate. Its row lock makes commit order sequence order.
CREATE TABLE sequences (
    topic text NOT NULL,
    key text NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (topic, key)
);

-- What the broker has acknowledged, kept for some days so that it can be published again.
CREATE TABLE published (
    id bigint NOT NULL,
    slot smallint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    headers jsonb NOT NULL,
    value bytea,
    published_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (published_at);

CREATE TABLE published_default PARTITION OF published DEFAULT;
CREATE INDEX published_id ON published (id);

-- The last record of each key of a compacted topic, kept for ever.
CREATE TABLE published_states (
    topic text NOT NULL,
    key text NOT NULL,
    id bigint NOT NULL,
    slot smallint NOT NULL,
    headers jsonb NOT NULL,
    value bytea,
    PRIMARY KEY (topic, key)
);

-- How far each slot's copy of the past has come on which broker. `republish_from` is null when nothing is to be repeated.
CREATE TABLE relay_progress (
    slot smallint PRIMARY KEY,
    cluster_id text,
    republish_from bigint
);

-- Makes today's and tomorrow's partition of `published` and drops those older than `days`; owned by the
-- database's owner, because the application may not change tables.
CREATE FUNCTION keep_published(days integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    day date;
    old record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('keep_published'));
    FOR day IN SELECT current_date + n FROM generate_series(0, 1) AS n LOOP
        IF to_regclass('published_' || to_char(day, 'YYYYMMDD')) IS NULL
           AND NOT EXISTS (SELECT FROM published_default WHERE published_at >= day AND published_at < day + 1) THEN
            EXECUTE format(
                'CREATE TABLE public.%I PARTITION OF public.published FOR VALUES FROM (%L) TO (%L)',
                'published_' || to_char(day, 'YYYYMMDD'), day, day + 1
            );
        END IF;
    END LOOP;
    FOR old IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'published'::regclass AND c.relname ~ '^published_\d{8}$'
          AND to_date(right(c.relname, 8), 'YYYYMMDD') < current_date - days
    LOOP
        EXECUTE format('DROP TABLE public.%I', old.relname);
    END LOOP;
    DELETE FROM published_default WHERE published_at < current_date - days;
END $$;

-- What has been heard, so that an event delivered or published twice has one effect.
CREATE TABLE inbox (
    reader text NOT NULL,
    source text NOT NULL,
    event_id text NOT NULL,
    heard_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (reader, source, event_id)
);
CREATE INDEX inbox_heard_at ON inbox (heard_at);

-- The highest ce_sequence heard of each key of a compacted topic: an older state never overwrites a newer.
CREATE TABLE heard_states (
    reader text NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (reader, topic, key)
);

-- The next offset of each partition, stored with the effects of what came before it.
CREATE TABLE positions (
    reader text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    cluster_id text NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (reader, topic, partition)
);

-- Events that could not be handled, and those of the same key behind them (a lane), in order.
CREATE TABLE parked (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reader text NOT NULL,
    lane text,
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    source text NOT NULL,
    event_id text NOT NULL,
    type text,
    city text,
    key bytea,
    headers bytea NOT NULL,
    value bytea,
    sealed boolean NOT NULL DEFAULT false,
    state text NOT NULL CHECK (state IN ('waiting', 'behind', 'stopped')),
    reason text NOT NULL,
    detail text NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    next_try_at timestamptz,
    parked_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX parked_lane ON parked (reader, lane, id);

-- What people decided about parked events, and why; kept with what was there before.
CREATE TABLE parked_decisions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parked_id bigint NOT NULL,
    decision text NOT NULL CHECK (decision IN ('retry', 'edit', 'drop')),
    decided_by text NOT NULL,
    why text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now(),
    source text NOT NULL,
    event_id text NOT NULL,
    headers bytea NOT NULL,
    value bytea,
    sealed boolean NOT NULL
);

-- The answers already given to requests that carry an Idempotency-Key.
CREATE TABLE idempotency (
    subject text NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer,
    headers jsonb,
    body bytea,
    answered_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, route, key)
);

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
