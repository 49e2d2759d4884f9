-- @name       read_all_tenants_batch
-- @question   What does a tracking processor across all tenants pay for its next batch?
-- @param      after_position  bigint   from token.position
-- @param      batch_size      integer  from case.batch
-- @case       tail    token=tail    batch=1000
-- @case       middle  token=middle  batch=1000
-- @case       head    token=head    batch=1000
-- @rows       0..:batch_size
SELECT global_index, sequence_number, time_stamp, event_identifier, aggregate_identifier, type, payload_type,
       payload_revision, meta_data, payload
  FROM domain_event_entry
 WHERE global_index > :after_position
 ORDER BY global_index
 LIMIT :batch_size
