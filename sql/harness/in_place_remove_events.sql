-- Removes what was appended after the seed.  $1: the last seeded position.
DELETE FROM {events} WHERE {position} > $1
