-- read by: append_events, load_aggregate
CREATE UNIQUE INDEX domain_event_entry_sequence_key ON domain_event_entry (aggregate_identifier, sequence_number);
ALTER TABLE domain_event_entry ADD CONSTRAINT domain_event_entry_sequence_key UNIQUE USING INDEX domain_event_entry_sequence_key;
