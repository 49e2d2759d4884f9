-- Notes what a statement made.  $1: a JSON array, as the manifest lists it.
INSERT INTO eventstore_harness.seed_made (made) VALUES ($1)
