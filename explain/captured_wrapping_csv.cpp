// csvlog: records of several lines, the message in the fourteenth field; and tables with a first
// line that names their columns, as consoles of clouds export them.

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <optional>

#include <re2/re2.h>

#include "explain/captured_wrapping.hpp"

namespace eventstore::explain {

namespace {

constexpr std::size_t max_record = std::size_t{64} << 20U;
constexpr int csvlog_column = 13;
constexpr std::array message_columns{std::string_view{"message"},     std::string_view{"@message"},
                                     std::string_view{"_raw"},        std::string_view{"log"},
                                     std::string_view{"textpayload"}, std::string_view{"line"}};

bool is_first_line(std::string_view line) {
  // log_time, user_name, database_name, process_id, connection_from, session_id, session_line_num
  static const RE2 form{R"(^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [^,"]{1,40},)"
                        R"((?:"(?:[^"]|"")*")?,(?:"(?:[^"]|"")*")?,\d*,(?:"(?:[^"]|"")*")?,)"
                        R"([0-9a-f]+\.[0-9a-f]+,\d+,)",
                        RE2::Latin1};
  return RE2::PartialMatch(line, form);
}

/// The number of the column of a table's first line that holds the messages.
std::optional<int> message_column(std::string_view line) {
  static const RE2 form{R"re(^"?[@_A-Za-z][\w .@-]*"?(?:,"?[@_A-Za-z][\w .@-]*"?)*$)re",
                        RE2::Latin1};
  if (!RE2::FullMatch(line, form)) return std::nullopt;
  static const RE2 column{R"re("?([^",]*)"?(?:,|$))re", RE2::Latin1};
  re2::StringPiece rest{line.data(), line.size()};
  std::string name;
  for (int number = 0; !rest.empty() && RE2::Consume(&rest, column, &name); ++number) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::find(message_columns.begin(), message_columns.end(), name) != message_columns.end()) {
      return number;
    }
  }
  return std::nullopt;
}

std::string message_of(std::string_view record, int column) {
  std::string message;
  int field = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < record.size() && field <= column; ++i) {
    const char c = record[i];
    if (c == '"' && is_quoted && record.substr(i + 1).starts_with('"')) {
      ++i;
    } else if (c == '"') {
      is_quoted = !is_quoted;
      continue;
    } else if (c == ',' && !is_quoted) {
      ++field;
      continue;
    }
    if (field == column) message += c;
  }
  return message;
}

class CsvWrapping : public Wrapping {
 public:
  bool unwrap(std::string_view line, std::int64_t number, std::vector<Unwrapped>& out) override {
    if (number == 1) {
      column_ = message_column(line);
      if (column_) return true;
    }
    if (is_first_line(line) || (column_ && !is_open_)) {
      finish(out);
      line_ = number;
      is_open_ = true;
    } else if (!is_open_) {
      return false;
    }
    if (record_.size() + line.size() < max_record) {
      record_ += line;
      record_ += '\n';
    }
    is_quoted_ ^= std::count(line.begin(), line.end(), '"') % 2 != 0;
    if (!is_quoted_) finish(out);
    return true;
  }

  [[nodiscard]] bool is_open() const override { return is_open_; }

  [[nodiscard]] bool wraps_first_line_only() const override { return false; }

  void finish(std::vector<Unwrapped>& out) override {
    if (!is_open_) return;
    out.push_back({.text = message_of(record_, column_.value_or(csvlog_column)),
                   .source = {},
                   .line = line_});
    record_.clear();
    is_quoted_ = false;
    is_open_ = false;
  }

 private:
  std::optional<int> column_;  ///< Of a table that names it.
  std::string record_;
  std::int64_t line_ = 0;
  bool is_quoted_ = false;
  bool is_open_ = false;
};

}  // namespace

std::unique_ptr<Wrapping> csv_wrapping() {
  return std::make_unique<CsvWrapping>();
}

}  // namespace eventstore::explain
