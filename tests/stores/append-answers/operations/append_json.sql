-- @name       append_json
-- @question   A function that answers with JSON?
-- @param      tenant_key        integer  from tenant.key
-- @param      aggregate_id      uuid     from aggregate.id
-- @param      expected_version  bigint   from events.expected_version
-- @case       stale     tenant=hot aggregate=existing length=100 events=1 version=stale expect=version_conflict
-- @outcome    version_conflict when ok=false
-- @rows       1
SELECT answer->>'ok' AS ok, answer->>'version' AS version
  FROM append_json(:tenant_key, :aggregate_id, :expected_version) AS answer
