-- Settings that differ from the built-in default, as the harness's connections see them.
SELECT name, current_setting(name) AS value
  FROM pg_catalog.pg_settings
 WHERE setting IS DISTINCT FROM boot_val
   AND source NOT IN ('default', 'client', 'override')
   AND name NOT LIKE '%file%' AND name NOT LIKE '%director%' AND name NOT IN ('application_name', 'include')
 ORDER BY name
