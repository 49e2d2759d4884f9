// csvlog: records of several lines, the message in the fourteenth field.

#include <algorithm>
#include <cstddef>

#include <re2/re2.h>

#include "explain/captured_wrapping.hpp"

namespace eventstore::explain {

namespace {

constexpr std::size_t max_record = std::size_t{64} << 20U;
constexpr int message_field = 13;

bool is_first_line(std::string_view line) {
  // log_time, user_name, database_name, process_id, connection_from, session_id, session_line_num
  static const RE2 form{R"(^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [^,"]{1,40},)"
                        R"((?:"(?:[^"]|"")*")?,(?:"(?:[^"]|"")*")?,\d*,(?:"(?:[^"]|"")*")?,)"
                        R"([0-9a-f]+\.[0-9a-f]+,\d+,)",
                        RE2::Latin1};
  return RE2::PartialMatch(line, form);
}

std::string message_of(std::string_view record) {
  std::string message;
  int field = 0;
  bool is_quoted = false;
  for (std::size_t i = 0; i < record.size() && field <= message_field; ++i) {
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
    if (field == message_field) message += c;
  }
  return message;
}

class CsvWrapping : public Wrapping {
 public:
  bool unwrap(std::string_view line, std::int64_t number, std::vector<Unwrapped>& out) override {
    if (is_first_line(line)) {
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

  void finish(std::vector<Unwrapped>& out) override {
    if (!is_open_) return;
    out.push_back({.text = message_of(record_), .source = {}, .line = line_});
    record_.clear();
    is_quoted_ = false;
    is_open_ = false;
  }

 private:
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
