-- What a setting is in this session, and where that is set.  $1: its name.
SELECT current_setting(name) AS value, source, coalesce(sourcefile, '') AS file, coalesce(sourceline::text, '') AS line,
       current_database() AS database, session_user AS role
  FROM pg_catalog.pg_settings
 WHERE name = $1
