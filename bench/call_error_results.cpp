#include "bench/call_error_results.hpp"

#include <algorithm>
#include <string>

#include "core/tool/passwords.hpp"
#include "core/tool/utf8.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::bench {

namespace {

/// As part of a line that anybody may read.
std::string presentable(const std::string& text) {
  constexpr std::size_t max_bytes = 1000;
  // Bounded before it is searched, since a server's words may be of any length, and behind that,
  // since a password that is cut would not be found.
  std::string shown = without_passwords(text.substr(0, 2 * max_bytes));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return brief(visible_line(shown), max_bytes);
}

}  // namespace

result::CallError result_of(const cases::CallError& error) {
  return {.outcome = std::string{name_of(error.outcome)},
          .sqlstate = error.sqlstate,
          .count = error.count,
          .message = presentable(error.message),
          .detail = presentable(error.detail),
          .hint = presentable(error.hint)};
}

std::vector<result::CallError> results_of(const cases::CallErrors& errors) {
  std::vector<result::CallError> results;
  for (const cases::CallError& each : errors.each()) results.push_back(result_of(each));
  return results;
}

}  // namespace eventstore::bench
