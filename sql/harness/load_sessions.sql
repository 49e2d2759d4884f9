-- How many connections of this name the server has to this database.  $1: the name.
SELECT count(*) AS sessions
  FROM pg_stat_activity
 WHERE application_name = $1
   AND datname = current_database()
   AND backend_type = 'client backend'
