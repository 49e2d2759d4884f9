-- The head of a statement that fills a table; its rows follow.  seed-events --format sql puts identifiers
-- where the braces are.  Positions are ours to say, also where the column would rather draw them.
INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE VALUES
