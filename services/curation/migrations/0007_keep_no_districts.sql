-- migrate:up

-- Nobody judges a product by the district that it comes from.
ALTER TABLE businesses DROP COLUMN district_code;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
