-- read by: read_all_tenants_batch, create_head_token, create_tail_token
CREATE UNIQUE INDEX domain_events_pkey ON domain_events (transaction_id, global_position);
