-- The latest snapshot of each aggregate.  No index holds a column that an update changes, and pages
-- keep room, so that replacing a snapshot is a heap-only update.
CREATE TABLE aggregate_snapshots (
    sequence_number  bigint      NOT NULL CHECK (sequence_number > 0),
    timestamp_utc    timestamptz NOT NULL DEFAULT clock_timestamp(),
    tenant_key       integer     NOT NULL,
    aggregate_id     uuid        NOT NULL,
    aggregate_type   text        NOT NULL,
    payload          json        NOT NULL
) WITH (fillfactor = 70);
-- As for the events.
DO $$
BEGIN
    ALTER TABLE aggregate_snapshots ALTER COLUMN payload SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;
