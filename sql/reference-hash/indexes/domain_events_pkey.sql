-- read by: read_all_tenants_batch, create_head_token, create_tail_token
-- Unique within a tenant; that no two tenants share a position is the sequence's doing.
CREATE UNIQUE INDEX domain_events_pkey ON domain_events (transaction_id, global_position, tenant_key);
