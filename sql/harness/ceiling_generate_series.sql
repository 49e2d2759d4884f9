-- What many would write to fill an event store on the server: events of 7-event aggregates whose
-- payloads have about the classes and bytes of seed-events' (1.1 kB on average).  seed_ceiling puts
-- the table, its columns, their canonical names and the number of events where the braces are.
INSERT INTO {table} ({columns})
SELECT {canonical}
  FROM (SELECT g AS position,
               '1'::xid8 AS transaction_id,
               g % 7 + 1 AS sequence_number,
               g % 7 AS expected_version,
               timestamptz '2025-01-06 00:00:00Z' + g * interval '10 ms' AS timestamp,
               (g / 7 % 12 + 1)::integer AS tenant_key,
               'tenant-' || lpad((g / 7 % 12 + 1)::text, 4, '0') AS tenant_id,
               gen_random_uuid() AS event_id,
               md5('aggregate' || g / 7)::uuid AS aggregate_id,
               'Order-' || md5('aggregate' || g / 7)::uuid AS stream_id,
               'Order' AS aggregate_type,
               CASE g % 7 WHEN 0 THEN 'OrderPlaced' ELSE 'OrderLineAdded' END AS event_type,
               '1' AS payload_revision,
               json_build_object('user', 'user-' || g % 90000, 'trace', gen_random_uuid(),
                                 'schema', '1', 'causation_id', gen_random_uuid(),
                                 'correlation_id', gen_random_uuid()) AS metadata,
               json_build_object(
                   'name', 'Customer ' || g % 5000, 'city', 'Berlin', 'total', g % 4999,
                   'positions',
                   (SELECT json_agg(json_build_object('qty', i % 12 + 1,
                                                      'sku', 'TK-' || (g * 31 + i * 7919) % 100000,
                                                      'name', 'Desk lamp, oak',
                                                      'price', (g * 13 + i * 97) % 40000 / 100.0))
                      FROM generate_series(1, CASE WHEN g * 7919 % 100 < 70 THEN 1
                                                   WHEN g * 7919 % 100 < 95 THEN 40
                                                   ELSE 80 END) AS i)) AS payload
          FROM generate_series(1, {events}::bigint) AS g) AS event
