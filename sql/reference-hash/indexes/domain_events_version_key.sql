-- read by: append_events, load_aggregate, load_aggregate_from_snapshot
CREATE UNIQUE INDEX domain_events_version_key ON domain_events (tenant_key, aggregate_id, sequence_number);
