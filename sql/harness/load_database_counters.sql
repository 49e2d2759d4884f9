-- What the server counts for this database.
SELECT deadlocks, xact_rollback AS rollbacks
  FROM pg_stat_database
 WHERE datname = current_database()
