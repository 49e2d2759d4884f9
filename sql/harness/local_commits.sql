-- From here on commits of this session are flushed here, and wait for no standby.  What is removed again needs no more: a failover
-- that brings it back brings the manifest back as well, which says that the data are changed.
SELECT set_config('synchronous_commit', 'local', false)
 WHERE current_setting('synchronous_commit') NOT IN ('off', 'local')
