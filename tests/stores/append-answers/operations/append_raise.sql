-- @name       append_raise
-- @question   A function that raises its own SQLSTATE on a conflict?
-- @param      tenant_key        integer  from tenant.key
-- @param      aggregate_id      uuid     from aggregate.id
-- @param      expected_version  bigint   from events.expected_version
-- @case       stale     tenant=hot aggregate=existing length=100 events=1 version=stale expect=version_conflict
-- @outcome    version_conflict when sqlstate=ES001
-- @rows       1
SELECT append_raise(:tenant_key, :aggregate_id, :expected_version)
