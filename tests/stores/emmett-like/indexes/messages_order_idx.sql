-- read by: read_all_tenants_batch
CREATE INDEX messages_order_idx ON messages (transaction_id, global_position);
