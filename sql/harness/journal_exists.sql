-- Whether a seed is under way, or was stopped.
SELECT to_regclass('eventstore_harness.seed_journal') IS NOT NULL AS found
