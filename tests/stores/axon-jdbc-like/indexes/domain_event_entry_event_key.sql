-- read by: nothing in the catalogue
CREATE UNIQUE INDEX domain_event_entry_event_key ON domain_event_entry (event_identifier);
ALTER TABLE domain_event_entry ADD CONSTRAINT domain_event_entry_event_key UNIQUE USING INDEX domain_event_entry_event_key;
