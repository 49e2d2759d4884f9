-- read by: find_event
CREATE UNIQUE INDEX domain_events_event_id_key ON domain_events (event_id);
ALTER TABLE domain_events ADD CONSTRAINT domain_events_event_id_key UNIQUE USING INDEX domain_events_event_id_key;
