-- All messages of all streams.  tenant_id, entity_id and entity_type are there for the harness, which
-- seeds them; no statement reads them.
CREATE TABLE messages (
    global_position  bigserial    NOT NULL,
    position         bigint       NOT NULL,
    time             timestamptz  NOT NULL DEFAULT now(),
    stream_name      text         NOT NULL,
    type             text         NOT NULL,
    data             jsonb,
    metadata         jsonb,
    id               uuid         NOT NULL DEFAULT gen_random_uuid(),
    tenant_id        text         NOT NULL,
    entity_id        text         NOT NULL,
    entity_type      text         NOT NULL
);
