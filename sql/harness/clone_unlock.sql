-- Gives the lock of clone_lock back.  $1: the clone's name.
SELECT pg_advisory_unlock(hashtextextended('eventstore-harness clone ' || $1, 0)) AS released
