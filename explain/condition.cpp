#include "explain/condition.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace eventstore::explain {

namespace {

bool begins_name(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalpha(byte) != 0 || c == '_' || byte >= 0x80;
}

bool continues_name(char c) {
  return begins_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '$';
}

/// The server writes its own words in capitals, and a column that has some in quotes; true and
/// false are reserved.
bool is_key_word(std::string_view name) {
  const auto is_capital = [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; };
  return name == "true" || name == "false" || std::any_of(name.begin(), name.end(), is_capital);
}

/// Walks over the text of a condition, one token at a time.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] bool at(char c) const { return !at_end() && text_[at_] == c; }
  [[nodiscard]] bool at(std::string_view token) const {
    return text_.substr(at_).starts_with(token);
  }
  [[nodiscard]] bool at_name() const { return !at_end() && (begins_name(text_[at_]) || at('"')); }

  [[nodiscard]] bool at_number() const {
    return at('$') || (!at_end() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0);
  }

  void skip(std::size_t count) { at_ = std::min(at_ + count, text_.size()); }
  void skip_blanks() {
    while (at(' ')) skip(1);
  }

  /// A quoted text whose quotes are doubled inside, without them.
  std::string quoted(char quote) {
    std::string content;
    for (skip(1); !at_end(); skip(1)) {
      if (at(quote)) {
        skip(1);
        if (!at(quote)) return content;
      }
      content += text_[at_];
    }
    return content;
  }

  std::string name() {
    if (at('"')) return quoted('"');
    const std::size_t begin = at_;
    while (!at_end() && continues_name(text_[at_])) ++at_;
    return std::string{text_.substr(begin, at_ - begin)};
  }

  /// `$1`, `42`, `1e5`: what could be taken for a name further on.
  void skip_number() {
    while (!at_end() && (continues_name(text_[at_]) || at('.'))) ++at_;
  }

  /// What follows `::`, so that `::timestamp without time zone` mentions no column `time`.
  void skip_type() {
    constexpr std::array<std::string_view, 6> words{"with", "without",   "time",
                                                    "zone", "precision", "varying"};
    name();
    for (;;) {
      const std::size_t before = at_;
      if (at('(')) {
        while (!at_end() && !at(')')) skip(1);
        skip(1);
      }
      skip_blanks();
      const std::string word = at_name() ? name() : std::string{};
      if (std::find(words.begin(), words.end(), word) == words.end()) {
        at_ = before;
        return;
      }
    }
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<ColumnName> columns_in(std::string_view condition) {
  std::vector<ColumnName> columns;
  Reader reader{condition};
  while (!reader.at_end()) {
    if (reader.at('\'')) {
      reader.quoted('\'');
    } else if (reader.at("::")) {
      reader.skip(2);
      reader.skip_type();
    } else if (reader.at_name()) {
      const bool is_quoted = reader.at('"');
      ColumnName column{.qualifier = {}, .name = reader.name()};
      const bool is_word = !is_quoted && is_key_word(column.name);
      while (reader.at('.')) {
        reader.skip(1);
        if (!reader.at_name()) break;
        column.qualifier = std::exchange(column.name, reader.name());
      }
      if (is_word || reader.at('(') || reader.at('\'')) continue;
      columns.push_back(std::move(column));
    } else if (reader.at_number()) {
      reader.skip_number();
    } else {
      reader.skip(1);
    }
  }
  return columns;
}

bool mentions(std::string_view condition, std::string_view alias, std::string_view column) {
  const std::vector<ColumnName> columns = columns_in(condition);
  return std::any_of(columns.begin(), columns.end(), [&](const ColumnName& each) {
    return each.name == column && (each.qualifier.empty() || each.qualifier == alias);
  });
}

}  // namespace eventstore::explain
