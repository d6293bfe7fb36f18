-- migrate:up

-- Which cities a transaction may meet was read again for every row, a fifth of what a list of 10,000 took. In a query
-- of its own it is read once; whoever writes is checked as before.
DO $$
DECLARE
    each record;
BEGIN
    FOR each IN
        SELECT schemaname, tablename, policyname, with_check IS NOT NULL AS checks FROM pg_policies
        WHERE qual LIKE '(city = ANY (string_to_array(current_setting(''app.cities''::text, true)%'
    LOOP
        EXECUTE format(
            $text$ALTER POLICY %I ON %I.%I USING (city = ANY ((SELECT string_to_array(current_setting('app.cities', true), ','))::text[]))$text$,
            each.policyname, each.schemaname, each.tablename
        ) || CASE WHEN each.checks THEN
            ' WITH CHECK (city = ANY (string_to_array(current_setting(''app.cities'', true), '','')))' ELSE '' END;
    END LOOP;
END $$;

-- migrate:down
-- Forward only: a mistake is mended by a further migration.
