-- migrate:up

-- How a person signs who holds a function in another way than its usual one: Penjabat, Plt., Plh.
ALTER TABLE assignments ADD COLUMN title text;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
