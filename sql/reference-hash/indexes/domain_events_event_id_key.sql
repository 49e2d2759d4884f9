-- read by: find_event
-- Unique within a tenant: a unique index of a partitioned table has to hold its partition key.
CREATE UNIQUE INDEX domain_events_event_id_key ON domain_events (event_id, tenant_key);
