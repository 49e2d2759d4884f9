-- read by: read_events_with_streams, read_high_water_mark
ALTER TABLE mt_events ADD CONSTRAINT pk_mt_events PRIMARY KEY (seq_id);
