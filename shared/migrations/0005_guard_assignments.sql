-- migrate:up

-- Who holds which function is a city's own, too. A person's assignments are read before it is known from them which
-- cities the transaction may meet: so everybody's own may be read, in whichever city.
ALTER TABLE assignments ENABLE ROW LEVEL SECURITY;
ALTER TABLE assignments FORCE ROW LEVEL SECURITY;
CREATE POLICY assignments_of_the_cities ON assignments
USING (city = ANY (string_to_array(current_setting('app.cities', true), ',')))
WITH CHECK (city = ANY (string_to_array(current_setting('app.cities', true), ',')));
CREATE POLICY assignments_of_who_asks ON assignments FOR SELECT
USING (subject = current_setting('app.subject', true));

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
