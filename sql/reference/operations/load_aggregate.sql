-- @name       load_aggregate
-- @question   What does it cost to rebuild an aggregate from its events?
-- @param      tenant_key     integer  from tenant.key
-- @param      aggregate_id   uuid     from aggregate.id
-- @param      from_sequence  bigint   from case.from
-- @case       hot_1             tenant=hot     length=1     from=1    rows=1
-- @case       hot_10            tenant=hot     length=10    from=1    rows=10
-- @case       hot_100           tenant=hot     length=100   from=1    rows=100
-- @case       hot_1000          tenant=hot     length=1000  from=1    rows=1000
-- @case       middle_1000       tenant=middle  length=1000  from=1    rows=1000
-- @case       cold_1000         tenant=cold    length=1000  from=1    rows=1000
-- @case       hot_1000_from_901 tenant=hot     length=1000  from=901  rows=100
-- @case       unknown           tenant=hot     aggregate=unknown  from=1  rows=0
-- @rows       case.rows
-- @sla        p95 < 20 ms
-- @plan       index_cond(events: tenant_key, aggregate_id, sequence_number)
-- @plan       tenant(events)
-- @plan       never seq_scan(events)
-- @plan       removed <= 0
-- @plan       never spill
-- @plan       buffers <= 20 + 2 * rows
SELECT global_position, transaction_id, sequence_number, timestamp_utc, event_id, aggregate_type,
       event_type, payload_revision, metadata, payload
  FROM domain_events
 WHERE tenant_key = :tenant_key
   AND aggregate_id = :aggregate_id
   AND sequence_number >= :from_sequence
 ORDER BY sequence_number
