-- Takes the lock that says a clone's owner lives; held until the connection ends.  $1: the clone's name.
SELECT pg_try_advisory_lock(hashtextextended('eventstore-harness clone ' || $1, 0)) AS taken
