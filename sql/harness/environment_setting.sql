-- One setting.  $1: its name.
SELECT current_setting($1) AS value
