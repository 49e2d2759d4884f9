// SQL text cut into the few kinds of pieces that matter here.  It knows what a parser of parameters
// must not look into: strings, quoted identifiers, dollar quotes, comments and casts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventstore::catalogue {

struct SqlPiece {
  enum class Kind : std::uint8_t {
    word,       ///< A bare word: keyword or identifier.
    parameter,  ///< `:name`, without the colon in `text`.
    semicolon,
    comment,
    quoted,  ///< '...', E'...', "...", $tag$...$tag$, with the quotes.
    other,   ///< Everything else: operators, numbers, white space, ::casts' colons.
  };
  Kind kind = Kind::other;
  std::string_view text;
  std::size_t offset = 0;  ///< Of the piece's first character, the colon of a parameter included.
};

/// The pieces, whose concatenation (parameters with their colons) is `sql`.  A quote or comment
/// that is never closed reaches to the end; PostgreSQL will say so.
[[nodiscard]] std::vector<SqlPiece> scan_sql(std::string_view sql);

/// The statement without comments, with one blank where there are some between words and none
/// elsewhere: two that differ in nothing else say the same.  To compare, not to run.
[[nodiscard]] std::string comparable_text(std::string_view sql);

/// The text with `values[n - 1]` in the place of each $n.  Throws std::out_of_range for an n
/// without a value.
[[nodiscard]] std::string with_values(std::string_view sql, const std::vector<std::string>& values);

}  // namespace eventstore::catalogue
