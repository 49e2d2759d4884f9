-- @name       read_high_water_mark
-- @question   What does it cost to learn how far the store is?
-- @case       any
-- @rows       1
SELECT max(seq_id) AS high_water_mark FROM mt_events
