-- All events of all tenants, as the first version of the story's schema had them.
CREATE TABLE domain_events (
    global_sequence_id  bigserial    NOT NULL,
    event_id            varchar(255) NOT NULL,
    stream_id           varchar(255) NOT NULL,
    aggregate_id        varchar(255) NOT NULL,
    aggregate_type      varchar(255) NOT NULL,
    expected_version    bigint       NOT NULL,
    sequence_number     bigint       NOT NULL,
    tenant_id           varchar(255) NOT NULL,
    event_type          varchar(255) NOT NULL,
    payload             jsonb        NOT NULL,
    metadata            jsonb        NOT NULL,
    timestamp_utc       timestamptz  NOT NULL DEFAULT now()
);
