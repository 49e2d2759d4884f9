-- What a DBA may run to end a session that others wait for; no tool runs it.  {pid}: the server process.
SELECT pg_terminate_backend({pid})
