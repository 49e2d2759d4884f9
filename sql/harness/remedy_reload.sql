-- What a DBA may run so that ALTER SYSTEM takes effect; no tool runs it.
SELECT pg_reload_conf()
