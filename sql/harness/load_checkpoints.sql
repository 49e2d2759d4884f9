-- Checkpoints since the statistics were reset, from PostgreSQL 17 on.
SELECT num_timed AS timed, num_requested AS requested FROM pg_stat_checkpointer
