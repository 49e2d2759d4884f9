-- Notes owner and oid of what a script of seed-events --format made.  The braces hold made_objects.sql.
UPDATE eventstore_harness.manifest
   SET document = jsonb_set(document::jsonb, '{{made}}', coalesce((
         SELECT jsonb_agg(made || jsonb_build_object('oid', found.oid, 'owner', coalesce(found.owner, '')) ORDER BY number)
           FROM jsonb_array_elements(document::jsonb -> 'made') WITH ORDINALITY AS listed (made, number)
           JOIN ({objects}) AS found ON found.kind = made ->> 'kind' AND found.name = made ->> 'name'), '[]'))::json
