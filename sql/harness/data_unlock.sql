-- Gives the lock of data_lock back.
SELECT pg_advisory_unlock(hashtext('eventstore_harness'), hashtext('seed-events')) AS released
