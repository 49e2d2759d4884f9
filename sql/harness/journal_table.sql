-- Which steps of a seed are in the database: each is marked in the transaction that made it.
CREATE TABLE eventstore_harness.seed_journal (
    step  text   PRIMARY KEY,
    rows  bigint NOT NULL
)
