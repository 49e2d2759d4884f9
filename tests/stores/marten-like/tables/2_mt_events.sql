-- All events of all streams.  stream_type is there for the harness, which seeds it.
CREATE TABLE mt_events (
    seq_id      bigserial    NOT NULL,
    id          uuid         NOT NULL,
    stream_id   uuid         NOT NULL,
    stream_type varchar      NOT NULL,
    version     bigint       NOT NULL,
    data        jsonb        NOT NULL,
    type        varchar(500) NOT NULL,
    timestamp   timestamptz  NOT NULL DEFAULT now(),
    tenant_id   varchar      NOT NULL,
    headers     jsonb,
    is_archived boolean      NOT NULL DEFAULT false
);
