-- Takes the lock that says a clone's owner lives, until the session ends; null behind a pooler, where sessions do not last.  $1: the clone's name, $2: the server process that the client knows.
SELECT CASE WHEN pg_backend_pid() = $2::integer
            THEN pg_try_advisory_lock(hashtextextended('eventstore-harness clone ' || $1, 0))
       END AS taken
