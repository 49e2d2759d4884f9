-- read by: read_all_tenants_batch
CREATE UNIQUE INDEX domain_event_entry_pkey ON domain_event_entry (global_index);
ALTER TABLE domain_event_entry ADD CONSTRAINT domain_event_entry_pkey PRIMARY KEY USING INDEX domain_event_entry_pkey;
