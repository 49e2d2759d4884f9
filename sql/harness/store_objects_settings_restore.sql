-- Sets what store_objects_settings.sql remembered in this transaction; nothing where that one has ended.
SELECT set_config(key, value, true)
  FROM json_each_text(nullif(current_setting('eventstore.settings', true), '')::json)
