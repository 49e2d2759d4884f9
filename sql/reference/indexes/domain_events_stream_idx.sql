-- read by: read_stream_batch
CREATE INDEX domain_events_stream_idx ON domain_events (tenant_key, transaction_id, global_position);
