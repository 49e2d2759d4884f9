-- The processes that serve connections of this name.  $1: the name.
SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND backend_type = 'client backend'
