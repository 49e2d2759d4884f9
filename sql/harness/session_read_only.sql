-- Whether the session's transactions are read only unless they say otherwise.
SELECT pg_catalog.current_setting('default_transaction_read_only') AS setting
