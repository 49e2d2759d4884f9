-- One snapshot per aggregate, replaced by the next.
CREATE TABLE aggregate_snapshots (
    tenant_id        varchar(255) NOT NULL,
    aggregate_id     varchar(255) NOT NULL,
    aggregate_type   varchar(255) NOT NULL,
    sequence_number  bigint       NOT NULL,
    snapshot_data    jsonb        NOT NULL,
    timestamp_utc    timestamptz  NOT NULL DEFAULT now()
);
