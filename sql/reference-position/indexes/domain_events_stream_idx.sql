-- read by: read_stream_batch
CREATE INDEX domain_events_stream_idx ON domain_events (tenant_key, global_position);
