-- What answers of appends can look like.
CREATE TABLE heads (tenant_key integer, aggregate_id uuid, version bigint NOT NULL);
CREATE TYPE new_event AS (id uuid, type text, payload json);
CREATE OR REPLACE FUNCTION append_fn(p_tenant integer, p_aggregate uuid, p_type text, p_expected bigint, p_events new_event[])
RETURNS TABLE (success boolean, new_position bigint) LANGUAGE plpgsql AS $$
DECLARE v bigint; p bigint;
BEGIN
  SELECT max(sequence_number) INTO v FROM domain_events WHERE tenant_key = p_tenant AND aggregate_id = p_aggregate;
  IF coalesce(v, 0) <> p_expected THEN RETURN QUERY SELECT false, NULL::bigint; RETURN; END IF;
  INSERT INTO domain_events (sequence_number, tenant_key, event_id, aggregate_id, aggregate_type, event_type, payload_revision, metadata, payload)
  SELECT p_expected + e.n, p_tenant, e.id, p_aggregate, p_type, e.type, '1', '{}', e.payload FROM unnest(p_events) WITH ORDINALITY AS e(id, type, payload, n);
  SELECT max(global_position) INTO p FROM domain_events WHERE tenant_key = p_tenant AND aggregate_id = p_aggregate;
  RETURN QUERY SELECT true, p;
END $$;
CREATE OR REPLACE FUNCTION append_raise(p_tenant integer, p_aggregate uuid, p_expected bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v bigint;
BEGIN
  SELECT max(sequence_number) INTO v FROM domain_events WHERE tenant_key = p_tenant AND aggregate_id = p_aggregate;
  IF coalesce(v, 0) <> p_expected THEN RAISE EXCEPTION 'Wrong expected version %', p_expected USING ERRCODE = 'ES001'; END IF;
  RETURN v;
END $$;
CREATE OR REPLACE FUNCTION append_json(p_tenant integer, p_aggregate uuid, p_expected bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE v bigint;
BEGIN
  SELECT max(sequence_number) INTO v FROM domain_events WHERE tenant_key = p_tenant AND aggregate_id = p_aggregate;
  RETURN jsonb_build_object('ok', coalesce(v, 0) = p_expected, 'version', v);
END $$;
