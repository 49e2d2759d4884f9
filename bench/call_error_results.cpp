#include "bench/call_error_results.hpp"

#include <algorithm>
#include <string>

#include "core/result/utf8.hpp"
#include "core/tool/passwords.hpp"

namespace eventstore::bench {

namespace {

/// As part of a line that anybody may read.
std::string presentable(const std::string& text) {
  constexpr std::size_t max_bytes = 1000;
  // Bounded before it is searched, since a server's words may be of any length, and behind that,
  // since a password that is cut would not be found.
  std::string shown = without_passwords(text.substr(0, 2 * max_bytes));
  shown = result::brief(result::as_utf8(shown), max_bytes);
  std::replace_if(
      shown.begin(), shown.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; }, ' ');
  return shown;
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
