-- read by: load_aggregate, load_aggregate_from_snapshot
-- Not unique: that would have to hold the position, and then say nothing about versions.  aggregate_heads does.
CREATE INDEX domain_events_aggregate_idx ON domain_events (tenant_key, aggregate_id, sequence_number);
