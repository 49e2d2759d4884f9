-- Puts the process behind the name of a session that holds a lock; not behind a pooler, where it would stay.  $1: what follows the name, $2: what stands for it where it has none, $3: the server process that the client knows.
SELECT set_config('application_name',
                  left(coalesce(nullif(current_setting('application_name'), ''), $2), 63 - length($1)) || $1,
                  false) AS name
 WHERE pg_backend_pid() = $3::integer
