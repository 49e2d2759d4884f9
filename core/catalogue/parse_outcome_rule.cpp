// The right-hand side of an `@outcome` line.

#include <algorithm>
#include <cctype>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/parse_operation.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::catalogue {

namespace {

constexpr const char* form =
    "write an outcome as '@outcome version_conflict when constraint=NAME or affected=0'";
constexpr const char* known_conditions =
    "constraint=NAME, sqlstate=CODE, message~'PATTERN', rows=N, affected=N and COLUMN=VALUE";

bool is_blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}
/// PostgreSQL counts every byte above ASCII as a letter.
bool is_name_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || c == '$' || byte >= 0x80U;
}

/// A name or a value, and whether it stood in quotes.
struct Word {
  std::string text;
  bool is_quoted = false;
};

/// Reads a line from left to right.
class Scanner {
 public:
  explicit Scanner(const std::string& text) : text_(text) {}

  [[nodiscard]] bool is_at_end() {
    skip_blanks();
    return at_ == text_.size();
  }
  [[nodiscard]] std::size_t offset() const { return at_; }
  [[nodiscard]] std::string from(std::size_t start) const {
    return text_.substr(start, at_ - start);
  }
  /// Takes `c` when it is next.
  bool take(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  /// A bare name, or one in double quotes; empty where none begins.
  Word take_name() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '"') return {take_quoted('"'), true};
    const std::size_t start = at_;
    while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
    return {from(start), false};
  }
  /// What stands up to the next blank, or in single quotes.
  Word take_value() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '\'') return {take_quoted('\''), true};
    const std::size_t start = at_;
    while (at_ < text_.size() && !is_blank(text_[at_])) ++at_;
    return {from(start), false};
  }
  /// Nothing but a blank, or the end, stands behind what was taken last.
  [[nodiscard]] bool is_between_words() const {
    return at_ == text_.size() || is_blank(text_[at_]);
  }
  void skip_word() {
    while (at_ < text_.size() && !is_blank(text_[at_])) ++at_;
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  std::string take_quoted(char quote) {
    std::string taken;
    const std::size_t start = at_++;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] != quote) {
        taken += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == quote) {
        taken += text_[++at_];
      } else {
        ++at_;
        return taken;
      }
    }
    throw UsageError(
        fmt::format("the quote that opens before '{}' is never closed",
                    text_.substr(start + 1, std::min<std::size_t>(20, text_.size() - start - 1))));
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// SQL folds a name without quotes; a constraint may have been created with them all the same.
void add_constraint(OutcomeRule& rule, const Word& name) {
  if (name.text.empty()) throw UsageError("a constraint needs a name");
  rule.constraints.push_back(name.text);
  if (!name.is_quoted && lower_case(name.text) != name.text) {
    rule.constraints.push_back(lower_case(name.text));
  }
}

void add_sqlstate(OutcomeRule& rule, const std::string& code) {
  const bool is_code = (code.size() == 5 || code.size() == 2) &&
                       std::all_of(code.begin(), code.end(), [](unsigned char c) {
                         return std::isdigit(c) != 0 || std::isupper(c) != 0;
                       });
  if (!is_code) {
    throw UsageError(
        fmt::format("'{}' is no SQLSTATE: five digits or capitals, or the two of a class", code));
  }
  if (code.starts_with("00")) throw UsageError("SQLSTATE 00000 is success, and no error");
  const bool is_class_of_connections = code == "08";
  if (is_class_of_connections || outcome_of_sqlstate(code) == Outcome::connection_lost) {
    throw UsageError(
        fmt::format("sqlstate={} never applies: it ends the connection, which is always "
                    "connection_lost",
                    code));
  }
  rule.sqlstates.push_back(code);
}

void set_count(std::optional<std::int64_t>& count, const std::string& name,
               const std::string& text) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
  if (!is_number || number < 0) {
    throw UsageError(fmt::format("{}={}: write a number of rows", name, text));
  }
  if (count) throw UsageError(fmt::format("duplicate {}=N; write it as another @outcome", name));
  count = number;
}

void add_column(OutcomeRule& rule, const Word& name, const Word& value) {
  const bool is_null = !value.is_quoted && lower_case(value.text) == "null";
  rule.columns.push_back({.column = name.is_quoted ? name.text : lower_case(name.text),
                          .value = is_null ? std::nullopt : std::optional{value.text}});
}

/// False where the text at the scanner's place is no condition.
bool read_condition(Scanner& scanner, OutcomeRule& rule) {
  const Word name = scanner.take_name();
  if (name.text.empty()) return false;
  const bool is_key = !name.is_quoted;
  if (is_key && name.text == "message") {
    if (!scanner.take('~')) return false;
    const Word pattern = scanner.take_value();
    if (!pattern.is_quoted) throw UsageError("put the message pattern in single quotes");
    rule.messages.emplace_back(pattern.text);
    return true;
  }
  if (!scanner.take('=')) return false;
  if (is_key && name.text == "constraint") {
    add_constraint(rule, scanner.take_name());
    return true;
  }
  const Word value = scanner.take_value();
  if (value.text.empty() && !value.is_quoted) return false;
  if (is_key && name.text == "sqlstate") {
    add_sqlstate(rule, value.text);
  } else if (is_key && name.text == "affected") {
    set_count(rule.affected, name.text, value.text);
  } else if (is_key && name.text == "rows") {
    set_count(rule.rows, name.text, value.text);
  } else {
    add_column(rule, name, value);
  }
  return true;
}

}  // namespace

OutcomeRule parse_outcome_rule(const std::string& text) {
  Scanner scanner{text};
  const std::string name = scanner.take_name().text;
  if (name.empty() || scanner.take_name().text != "when" || scanner.is_at_end()) {
    throw UsageError(form);
  }
  const auto outcome = outcome_named(name);
  if (!outcome) {
    throw UsageError(fmt::format("there is no outcome '{}'; known are {}{}", name,
                                 fmt::join(outcome_names(), ", "),
                                 did_you_mean(name, outcome_names())));
  }
  OutcomeRule rule{.outcome = *outcome};
  do {
    static_cast<void>(scanner.is_at_end());  // Blanks are no part of a condition.
    const std::size_t start = scanner.offset();
    if (!read_condition(scanner, rule) || !scanner.is_between_words()) {
      scanner.skip_word();
      throw UsageError(
          fmt::format("'{}' is no condition; known are {}", scanner.from(start), known_conditions));
    }
    if (scanner.is_at_end()) break;
    if (scanner.take_name().text != "or" || scanner.is_at_end()) throw UsageError(form);
  } while (true);
  if (rule.outcome == Outcome::ok && rule.looks_at_errors()) {
    throw UsageError("an error is never ok: nothing was stored or read");
  }
  return rule;
}

}  // namespace eventstore::catalogue
