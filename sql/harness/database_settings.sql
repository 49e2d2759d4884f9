-- What ALTER DATABASE ... SET has set for every role, and ALTER ROLE ... IN DATABASE ... SET for this one.
-- $1: the database's name.
SELECT split_part(setting, '=', 1) AS name, substr(setting, strpos(setting, '=') + 1) AS value,
       known.setrole <> 0 AS for_role
  FROM pg_catalog.pg_db_role_setting AS known
  JOIN pg_catalog.pg_database AS d ON d.oid = known.setdatabase
 CROSS JOIN unnest(known.setconfig) AS setting
 WHERE d.datname = $1
   AND (known.setrole = 0 OR pg_get_userbyid(known.setrole) = current_user)
