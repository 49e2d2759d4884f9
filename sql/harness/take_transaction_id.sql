-- From here on the transaction counts as one that writes, though it has not written.
SELECT pg_current_xact_id()
