-- The search path, after it was set to $1 where that is not NULL: scripts change it.
SELECT set_config('search_path', coalesce($1, current_setting('search_path')), false) AS search_path
