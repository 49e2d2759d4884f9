-- Keeps a second seed-events away from this database until the session ends.
SELECT pg_try_advisory_lock(hashtext('eventstore_harness'), hashtext('seed-events')) AS locked
