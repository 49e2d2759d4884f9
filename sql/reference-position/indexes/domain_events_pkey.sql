-- read by: read_all_tenants_batch, create_head_token, create_tail_token
CREATE UNIQUE INDEX domain_events_pkey ON domain_events (global_position);
ALTER TABLE domain_events ADD CONSTRAINT domain_events_pkey PRIMARY KEY USING INDEX domain_events_pkey;
