-- Sets the search path of the session; NULL leaves it.  Returns it.  $1: the path.
SELECT CASE WHEN $1::text IS NULL THEN current_setting('search_path')
            ELSE set_config('search_path', $1::text, false) END AS search_path
