-- The schema that new tables go to, as an identifier; NULL when the search path names none that is there.
SELECT quote_ident(current_schema()) AS name
