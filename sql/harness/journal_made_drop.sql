-- When it is in the manifest, or to start over.
DROP TABLE IF EXISTS eventstore_harness.seed_made
