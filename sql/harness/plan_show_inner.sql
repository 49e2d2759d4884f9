-- Has auto_explain send this session the plan of every statement that runs inside another one, until the transaction
-- ends.
SELECT pg_catalog.set_config('client_min_messages', 'notice', true),
       pg_catalog.set_config('auto_explain.log_level', 'notice', true),
       pg_catalog.set_config('auto_explain.log_format', 'json', true),
       pg_catalog.set_config('auto_explain.log_nested_statements', 'on', true),
       pg_catalog.set_config('auto_explain.log_analyze', 'on', true),
       pg_catalog.set_config('auto_explain.log_buffers', 'on', true),
       pg_catalog.set_config('auto_explain.log_timing', 'off', true),
       pg_catalog.set_config('auto_explain.log_verbose', 'off', true),
       pg_catalog.set_config('auto_explain.sample_rate', '1', true),
       pg_catalog.set_config('auto_explain.log_min_duration', '0', true)
