-- Stops a script of seed-events --format where it would meet data, or a database that cannot hold them.
-- The braces hold the store's tables by their full names, as a list of strings.
DO $check$
DECLARE
    stranger text;
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'database % has the encoding %, which cannot hold every name; create one with ENCODING ''UTF8'' TEMPLATE template0',
            current_database(), current_setting('server_encoding');
    END IF;
    IF to_regclass('eventstore_harness.manifest') IS NOT NULL THEN
        RAISE EXCEPTION 'database % holds data of seed-events already; load into an empty database', current_database();
    END IF;
    SELECT name INTO stranger FROM unnest(ARRAY[{tables}]) AS name WHERE to_regclass(name) IS NOT NULL LIMIT 1;
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION 'database % has a table % already; load into an empty database', current_database(), stranger;
    END IF;
END
$check$
