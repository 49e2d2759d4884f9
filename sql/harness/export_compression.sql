-- lz4 for columns without a setting of their own, as when seeding; a server built without it keeps its default.
DO $compression$
BEGIN
    PERFORM set_config('default_toast_compression', 'lz4', false);
EXCEPTION
    WHEN undefined_object OR invalid_parameter_value THEN NULL;
END
$compression$
