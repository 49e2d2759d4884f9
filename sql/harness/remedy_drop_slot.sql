-- What a DBA may run to remove a replication slot that nothing reads from; no tool runs it.  {slot}: its name, quoted.
SELECT pg_drop_replication_slot({slot})
