-- read by: read_all_tenants_batch, create_head_token, create_tail_token
-- Not unique: that would have to hold the tenant, and an index that ends with the tenant is one that the planner takes
-- for a tenant's stream.  That no two events share a position is the sequence's doing.
CREATE INDEX domain_events_order_idx ON domain_events (transaction_id, global_position);
