-- Takes the lock of who writes in place in this database, until the session ends; false where a reader or a writer has it, null behind a pooler.  $1: the server process that the client knows.
SELECT CASE WHEN pg_backend_pid() = $1::integer
            THEN pg_try_advisory_lock(hashtext('eventstore_harness'), hashtext('seed-events'))
       END AS locked
