-- Whether anything may be noted there.
SELECT to_regclass('eventstore_harness.seed_made') IS NOT NULL AS found
