-- @name       read_stream_batch
-- @strategy   gap_aware
-- @question   What does a tenant's tracking processor pay for its next batch?
-- @param      tenant_key      integer  from tenant.key
-- @param      after_position  bigint   from token.position
-- @param      gaps            bigint[] from token.gaps
-- @param      batch_size      integer  from case.batch
-- @case       hot_tail_10   tenant=hot     token=tail    batch=10
-- @case       hot_tail_100  tenant=hot     token=tail    batch=100
-- @case       hot_tail      tenant=hot     token=tail    batch=1000
-- @case       hot_middle    tenant=hot     token=middle  batch=1000
-- @case       hot_head      tenant=hot     token=head    batch=1000
-- @case       middle_middle tenant=middle  token=middle  batch=1000
-- @case       cold_tail     tenant=cold    token=tail    batch=1000
-- @case       cold_middle   tenant=cold    token=middle  batch=1000
-- @rows       0..:batch_size
-- @sla        p95 < 50 ms
-- @plan       index_cond(events: tenant_key, global_position)
-- @plan       tenant(events)
-- @plan       never seq_scan(events)
-- @plan       never filter(events)
-- @plan       buffers <= 20 + 2 * rows
-- The positions that the token has not seen come first, as they lie before it: each is one descent of the tenant's index.
-- (BETWEEN, as with "=" the planner takes the primary key, and throws away what is another tenant's.)  Two scans, each
-- with a limit of its own: with OR it would be one through all entries.  Sorted are the gaps, which are few, if anything.
WITH gap AS (
    SELECT event.*
      FROM unnest(:gaps) AS missing (position)
     CROSS JOIN LATERAL (
           SELECT global_position, transaction_id, sequence_number, timestamp_utc, event_id, aggregate_id,
                  aggregate_type, event_type, payload_revision, metadata, payload
             FROM domain_events
            WHERE tenant_key = :tenant_key
              AND global_position BETWEEN missing.position AND missing.position
            ORDER BY global_position
            LIMIT 1
           ) AS event
     ORDER BY global_position
     LIMIT :batch_size
), next AS (
    SELECT global_position, transaction_id, sequence_number, timestamp_utc, event_id, aggregate_id,
           aggregate_type, event_type, payload_revision, metadata, payload
      FROM domain_events
     WHERE tenant_key = :tenant_key
       AND global_position > :after_position
     ORDER BY global_position
     LIMIT :batch_size
)
SELECT * FROM gap
UNION ALL
SELECT * FROM next
 ORDER BY global_position
 LIMIT :batch_size
