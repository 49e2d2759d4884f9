-- The steps that were made.
SELECT step, rows FROM eventstore_harness.seed_journal
