-- read by: nothing in the catalogue
CREATE INDEX domain_events_tenant_aggregate_idx ON domain_events (tenant_id, aggregate_id);
