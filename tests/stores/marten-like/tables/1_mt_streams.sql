-- One row per stream: what it is, and how far.
CREATE TABLE mt_streams (
    tenant_id   varchar      NOT NULL,
    id          uuid         NOT NULL,
    type        varchar      NOT NULL,
    version     bigint       NOT NULL,
    timestamp   timestamptz  NOT NULL DEFAULT now(),
    is_archived boolean      NOT NULL DEFAULT false
);
