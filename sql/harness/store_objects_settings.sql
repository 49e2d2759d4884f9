-- What the text of definitions depends on, until the transaction ends: names of other schemas are written in full, and
-- constants in one form.  The server compiles nothing for it.  Remembers what there was.
WITH stated (name, value) AS (
       VALUES ('search_path', 'pg_catalog'), ('TimeZone', 'UTC'), ('DateStyle', 'ISO, MDY'), ('IntervalStyle', 'postgres'),
              ('bytea_output', 'hex'), ('extra_float_digits', '1'), ('quote_all_identifiers', 'off'),
              ('standard_conforming_strings', 'on'), ('jit', 'off')),
     before AS MATERIALIZED (
       SELECT json_object_agg(name, current_setting(name))::text AS settings FROM stated)
SELECT set_config('eventstore.settings', before.settings, true), set_config(stated.name, stated.value, true)
  FROM before CROSS JOIN stated
