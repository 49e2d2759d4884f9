-- Checkpoints since the statistics were reset, before PostgreSQL 17.
SELECT checkpoints_timed AS timed, checkpoints_req AS requested FROM pg_stat_bgwriter
