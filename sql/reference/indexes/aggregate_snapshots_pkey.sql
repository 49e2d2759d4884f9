-- read by: load_snapshot, store_snapshot, load_aggregate_from_snapshot
CREATE UNIQUE INDEX aggregate_snapshots_pkey ON aggregate_snapshots (tenant_key, aggregate_id);
ALTER TABLE aggregate_snapshots ADD CONSTRAINT aggregate_snapshots_pkey PRIMARY KEY USING INDEX aggregate_snapshots_pkey;
