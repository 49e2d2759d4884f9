-- read by: nothing in the catalogue
CREATE INDEX domain_events_stream_id_idx ON domain_events (stream_id, sequence_number);
