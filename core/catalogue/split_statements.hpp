// Scripts of SQL cut into statements where psql cuts them.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/sql_scan.hpp"

namespace eventstore::catalogue {

/// Finds the semicolons that end a statement.  As in psql, one within parentheses or within the
/// body BEGIN ATOMIC ... END of CREATE FUNCTION or CREATE PROCEDURE does not.
class StatementEnds {
 public:
  /// Whether the piece ends a statement.  To be called with every piece of a text, in order.
  bool ends_with(const SqlPiece& piece);

 private:
  void count_word(std::string_view word);
  [[nodiscard]] bool creates_routine() const;

  std::array<char, 4> first_letters_{};  ///< Of CREATE [OR REPLACE] FUNCTION and the like.
  std::size_t words_ = 0;
  int parentheses_ = 0;
  int begins_ = 0;
};

/// The offset of the first backslash outside of quotes and comments: there, only psql knows what it
/// means.  std::string_view::npos where there is none.
[[nodiscard]] std::size_t offset_of_backslash(const std::vector<SqlPiece>& pieces);

/// The sentence that refuses the command of psql at `offset`.
[[nodiscard]] std::string backslash_complaint(std::string_view sql, std::size_t offset);

/// The statements of a script, trimmed, without those that hold nothing but comments.  Throws
/// UsageError with `file` and line for a backslash command of psql.
[[nodiscard]] std::vector<std::string> split_statements(std::string_view sql,
                                                        const std::string& file);

}  // namespace eventstore::catalogue
