-- Marks a step as made, or a block as further on.  $1: the step, $2: rows of it so far.
INSERT INTO eventstore_harness.seed_journal (step, rows) VALUES ($1, $2)
ON CONFLICT (step) DO UPDATE SET rows = excluded.rows
