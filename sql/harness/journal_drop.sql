-- When all is in place, or to start over.
DROP TABLE IF EXISTS eventstore_harness.seed_journal
