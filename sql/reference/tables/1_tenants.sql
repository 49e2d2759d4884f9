-- Tenants by a narrow key: an integer keeps every index on the events small.
CREATE TABLE tenants (
    tenant_key  integer NOT NULL PRIMARY KEY,
    tenant_id   text    NOT NULL UNIQUE
);
