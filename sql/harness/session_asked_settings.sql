-- What a session has of the settings that its connection string asks for, and how the server writes what was asked for.
-- $1: the settings asked for, as a JSON object.
SELECT asked.key AS name,
       pg_catalog.current_setting(asked.key, true) AS found,
       CASE WHEN known.context = 'user' THEN pg_catalog.set_config(asked.key, asked.value, true) ELSE asked.value END AS wanted
  FROM pg_catalog.jsonb_each_text($1::jsonb) AS asked
  LEFT JOIN pg_catalog.pg_settings AS known ON lower(known.name) = lower(asked.key)
