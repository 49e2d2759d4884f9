-- @name       read_all_tenants_batch
-- @strategy   gap_aware
-- @question   What does a tracking processor across all tenants pay for its next batch?
-- @param      after_position  bigint   from token.position
-- @param      gaps            bigint[] from token.gaps
-- @param      batch_size      integer  from case.batch
-- @case       tail    token=tail    batch=1000
-- @case       middle  token=middle  batch=1000
-- @case       head    token=head    batch=1000
-- @rows       0..:batch_size
-- @sla        p95 < 50 ms
-- @plan       index_cond(events: global_position)
-- @plan       never seq_scan(events)
-- @plan       never filter(events)
-- @plan       buffers <= 20 + 2 * rows
-- The positions that the token has not seen come first, as they lie before it.  Two scans of an index, each with a
-- limit of its own: with OR it would be one through all entries.  Sorted are the gaps, which are few, if anything.
WITH gap AS (
    SELECT global_position, transaction_id, sequence_number, timestamp_utc, tenant_key, event_id, aggregate_id,
           aggregate_type, event_type, payload_revision, metadata, payload
      FROM domain_events
     WHERE global_position = ANY (:gaps)
     ORDER BY global_position
     LIMIT :batch_size
), next AS (
    SELECT global_position, transaction_id, sequence_number, timestamp_utc, tenant_key, event_id, aggregate_id,
           aggregate_type, event_type, payload_revision, metadata, payload
      FROM domain_events
     WHERE global_position > :after_position
     ORDER BY global_position
     LIMIT :batch_size
)
SELECT * FROM gap
UNION ALL
SELECT * FROM next
 ORDER BY global_position
 LIMIT :batch_size
