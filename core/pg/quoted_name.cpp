#include "core/pg/quoted_name.hpp"

#include <algorithm>

namespace eventstore::pg {

namespace {

/// The words that are no name of a column or a table without quotes: categories R and T of
/// pg_get_keywords() in PostgreSQL 14 to 18.  A space before and behind each.
constexpr std::string_view own_words =
    " all analyse analyze and any array as asc asymmetric authorization binary both case cast"
    " check collate collation column concurrently constraint create cross current_catalog"
    " current_date current_role current_schema current_time current_timestamp current_user"
    " default deferrable desc distinct do else end except false fetch for foreign freeze from"
    " full grant group having ilike in initially inner intersect into is isnull join lateral"
    " leading left like limit localtime localtimestamp natural not notnull null offset on only"
    " or order outer overlaps placing primary references returning right select session_user"
    " similar some symmetric system_user table tablesample then to trailing true union unique"
    " user using variadic verbose when where window with"
    " ";

bool is_plain(std::string_view name) {
  const auto may_begin = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const auto may_follow = [&](char c) { return may_begin(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && may_begin(name.front()) &&
         std::all_of(name.begin(), name.end(), may_follow) &&
         own_words.find(" " + std::string{name} + " ") == std::string_view::npos;
}

}  // namespace

std::string quoted_name(std::string_view name) {
  if (is_plain(name)) return std::string{name};
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

}  // namespace eventstore::pg
