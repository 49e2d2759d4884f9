-- Whether the database has a manifest.
SELECT to_regclass('eventstore_harness.manifest') IS NOT NULL AS found
