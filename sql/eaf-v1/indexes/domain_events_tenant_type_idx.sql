-- read by: nothing in the catalogue
CREATE INDEX domain_events_tenant_type_idx ON domain_events (tenant_id, event_type);
