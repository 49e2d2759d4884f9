#include "core/catalogue/split_statements.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::catalogue {

namespace {

constexpr std::string_view blanks = " \t\n\r\f\v";

std::string in_lower_case(std::string_view word) {
  std::string lower{word};
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return std::string{text.substr(begin, text.find_last_not_of(blanks) + 1 - begin)};
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(blanks) == std::string_view::npos;
}

/// Finds COPY ... FROM STDIN and TO STDOUT.
class CopyWords {
 public:
  /// Whether the piece is that last word.  To be called with every piece of a statement, in order.
  bool needs_client(const SqlPiece& piece) {
    if (piece.kind != SqlPiece::Kind::word) return false;
    const std::string word = in_lower_case(piece.text);
    if (last_.empty()) is_copy_ = word == "copy";
    const bool found =
        is_copy_ && ((last_ == "from" && word == "stdin") || (last_ == "to" && word == "stdout"));
    last_ = word;
    return found;
  }

 private:
  bool is_copy_ = false;
  std::string last_;
};

}  // namespace

bool StatementEnds::creates_routine() const {
  const auto is_routine = [](char letter) { return letter == 'f' || letter == 'p'; };
  if (first_letters_[0] != 'c') return false;
  if (is_routine(first_letters_[1])) return true;
  return first_letters_[1] == 'o' && first_letters_[2] == 'r' && is_routine(first_letters_[3]);
}

// The rules for {identifier} in PostgreSQL's src/fe_utils/psqlscan.l.
void StatementEnds::count_word(std::string_view word) {
  constexpr std::array<std::string_view, 5> known{"create", "function", "procedure", "or",
                                                  "replace"};
  const std::string lower = in_lower_case(word);
  const bool is_known = std::find(known.begin(), known.end(), lower) != known.end();
  if (is_known && words_ < first_letters_.size()) first_letters_.at(words_) = lower.front();
  ++words_;
  if (!creates_routine() || parentheses_ > 0) return;
  if (lower == "begin") ++begins_;
  if (lower == "case" && begins_ > 0) ++begins_;  // It ends with END as well.
  if (lower == "end" && begins_ > 0) --begins_;
}

bool StatementEnds::ends_with(const SqlPiece& piece) {
  if (piece.kind == SqlPiece::Kind::word) count_word(piece.text);
  if (piece.kind == SqlPiece::Kind::other && piece.text == "(") ++parentheses_;
  if (piece.kind == SqlPiece::Kind::other && piece.text == ")" && parentheses_ > 0) --parentheses_;
  if (piece.kind != SqlPiece::Kind::semicolon || parentheses_ > 0 || begins_ > 0) return false;
  *this = {};
  return true;
}

std::size_t offset_of_backslash(const std::vector<SqlPiece>& pieces) {
  const auto found = std::find_if(pieces.begin(), pieces.end(), [](const SqlPiece& piece) {
    return piece.kind == SqlPiece::Kind::other && piece.text == "\\";
  });
  return found == pieces.end() ? std::string_view::npos : found->offset;
}

std::string backslash_complaint(std::string_view sql, std::size_t offset) {
  constexpr std::size_t longest = 60;
  const std::string_view rest = sql.substr(offset);
  const std::string command = trimmed(rest.substr(0, std::min(rest.find('\n'), longest)));
  return fmt::format(
      "'{}' is a command of psql, and the tools send SQL to the server only; replace it by SQL",
      command);
}

std::vector<std::string> split_statements(std::string_view sql, const std::string& file) {
  const std::vector<SqlPiece> pieces = scan_sql(sql);
  const auto complain = [&](std::size_t offset, const std::string& what) {
    const auto at = sql.begin() + static_cast<std::ptrdiff_t>(offset);
    throw UsageError(fmt::format("{}:{}: {}", file, std::count(sql.begin(), at, '\n') + 1, what));
  };
  const std::size_t backslash = offset_of_backslash(pieces);
  std::vector<std::string> statements;
  std::size_t start = 0;
  bool says_something = false;
  const auto close = [&](std::size_t end) {
    if (says_something) statements.push_back(trimmed(sql.substr(start, end - start)));
    says_something = false;
  };
  StatementEnds ends;
  CopyWords copy;
  for (const SqlPiece& piece : pieces) {
    if (piece.offset == backslash) complain(backslash, backslash_complaint(sql, backslash));
    if (copy.needs_client(piece)) {
      complain(piece.offset,
               "COPY copies from or to the client, which no file of a store can do; use INSERT, a "
               "query, or COPY of a file of the server");
    }
    if (ends.ends_with(piece)) {
      close(piece.offset);
      start = piece.offset + 1;
      copy = {};
    } else if (piece.kind == SqlPiece::Kind::comment && !says_something) {
      start = piece.offset + piece.text.size();  // Comments before a statement are not sent.
    } else if (piece.kind != SqlPiece::Kind::comment && !is_blank(piece.text)) {
      says_something = true;
    }
  }
  close(sql.size());
  return statements;
}

}  // namespace eventstore::catalogue
