-- What was noted, in order.
SELECT made FROM eventstore_harness.seed_made ORDER BY number
