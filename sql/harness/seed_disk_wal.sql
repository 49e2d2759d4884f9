-- How much WAL there is already: it is used again before there is more.
SELECT coalesce(sum(size), 0)::bigint AS bytes FROM pg_ls_waldir()
