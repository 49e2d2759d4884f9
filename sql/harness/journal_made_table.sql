-- What the statements of the store's indexes/ have made, each row written in the transaction that made it.
CREATE TABLE eventstore_harness.seed_made (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made    json NOT NULL
)
