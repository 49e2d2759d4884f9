-- The rows on some pages of a table, for COPY, which takes no parameters: seed-events --verify puts
-- identifiers and page numbers where the braces are.
SELECT {columns}
  FROM {table}
 WHERE ctid >= '({first_page},0)'
   AND ctid < '({end_page},0)'
