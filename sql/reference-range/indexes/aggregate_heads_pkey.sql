-- read by: append_events
-- What was loaded has heads, too.
INSERT INTO aggregate_heads (tenant_key, aggregate_id, version)
SELECT tenant_key, aggregate_id, max(sequence_number) FROM domain_events GROUP BY tenant_key, aggregate_id;
ALTER TABLE aggregate_heads ADD CONSTRAINT aggregate_heads_pkey PRIMARY KEY (tenant_key, aggregate_id);
