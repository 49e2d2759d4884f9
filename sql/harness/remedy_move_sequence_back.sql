-- What the owner of a sequence may run where a script has moved it; no tool runs it.  {sequence}: its name as a string,
-- {last_value} and {is_called}: where it was.
SELECT setval({sequence}, {last_value}, {is_called})
