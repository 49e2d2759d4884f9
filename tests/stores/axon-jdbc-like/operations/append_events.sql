-- @name       append_events
-- @question   What does a command handler pay to store its new events?
-- @param      tenant             text    from tenant.id
-- @param      aggregate          text    from aggregate.id
-- @param      type               text    from aggregate.type
-- @param      expected_version   bigint  from events.expected_version
-- @param      event_identifiers  text[]  from events.ids
-- @param      payload_types      text[]  from events.types
-- @param      payload_revisions  text[]  from events.payload_revisions
-- @param      meta_data          text[]  from events.metadata
-- @param      payloads           text[]  from events.payloads
-- @case       new_1         tenant=hot   aggregate=new       events=1
-- @case       new_10        tenant=hot   aggregate=new       events=10
-- @case       new_100       tenant=hot   aggregate=new       events=100
-- @case       cold_short_1  tenant=cold  aggregate=existing  length=10  events=1
-- @rows       case.events
-- @outcome    version_conflict  when constraint=domain_event_entry_sequence_key
-- @outcome    duplicate_event   when constraint=domain_event_entry_event_key
-- A client of such a store sends one INSERT for each event and bytes as they are; one statement for all is more than it
-- does, and taking the bytes of a text is a copy.
INSERT INTO domain_event_entry
       (sequence_number, tenant, event_identifier, aggregate_identifier, type, payload_type, payload_revision, meta_data, payload)
SELECT :expected_version + event.ordinality, :tenant, event.id, :aggregate, :type, event.type, event.revision,
       convert_to(event.metadata, 'UTF8'), convert_to(event.payload, 'UTF8')
  FROM unnest(:event_identifiers, :payload_types, :payload_revisions, :meta_data, :payloads)
       WITH ORDINALITY AS event (id, type, revision, metadata, payload, ordinality)
