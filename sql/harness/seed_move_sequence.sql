-- Moves a sequence, so that the next value comes after this one.  $1: its full name, $2: the last value in use.
SELECT setval($1::text::regclass, $2::bigint)
