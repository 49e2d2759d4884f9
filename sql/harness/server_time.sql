-- The server's clock, in microseconds since 1970: what a time that a store sets is held against.
SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now_us
