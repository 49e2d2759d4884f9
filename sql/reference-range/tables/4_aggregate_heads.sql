-- The version of each aggregate.  Its events lie in several partitions, so no unique index can hold them together;
-- this table's key does.  Pages keep room, so that moving a head is a heap-only update.
CREATE TABLE aggregate_heads (
    tenant_key    integer NOT NULL,
    aggregate_id  uuid    NOT NULL,
    version       bigint  NOT NULL CHECK (version > 0)
) WITH (fillfactor = 70);
