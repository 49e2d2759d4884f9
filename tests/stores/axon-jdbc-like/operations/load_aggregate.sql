-- @name       load_aggregate
-- @question   What does it cost to rebuild an aggregate from its events?
-- @param      aggregate      text    from aggregate.id
-- @param      from_sequence  bigint  from case.from
-- @case       hot_10     tenant=hot   length=10    from=1  rows=10
-- @case       hot_100    tenant=hot   length=100   from=1  rows=100
-- @case       hot_1000   tenant=hot   length=1000  from=1  rows=1000
-- @case       cold_1000  tenant=cold  length=1000  from=1  rows=1000
-- @rows       case.rows
SELECT global_index, sequence_number, time_stamp, event_identifier, type, payload_type, payload_revision,
       meta_data, payload
  FROM domain_event_entry
 WHERE aggregate_identifier = :aggregate
   AND sequence_number >= :from_sequence
 ORDER BY sequence_number
