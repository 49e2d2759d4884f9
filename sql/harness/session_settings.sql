-- Gives a session its settings and says what it had before; through a pooler they last for this statement only.
-- Who is no superuser keeps temp_file_limit as it is.
-- $1: the process that libpq knows.  $2: the settings, as a JSON object.
SELECT wanted.key AS name,
       pg_catalog.current_setting(wanted.key, true) AS found,
       CASE WHEN wanted.key = 'temp_file_limit' AND pg_catalog.current_setting('is_superuser') = 'off'
            THEN pg_catalog.current_setting(wanted.key)
            ELSE pg_catalog.set_config(wanted.key, wanted.value, pg_catalog.pg_backend_pid() <> $1::integer) END AS wanted,
       pg_catalog.pg_backend_pid() <> $1::integer AS is_pooled,
       pg_catalog.current_database() AS database,
       session_user AS role
  FROM pg_catalog.jsonb_each_text($2::jsonb) AS wanted
