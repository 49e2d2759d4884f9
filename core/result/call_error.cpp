#include "core/result/call_error.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::result {

namespace {

std::string words_of(const CallError& error) {
  std::string text = error.message;
  if (!error.detail.empty()) text += "; DETAIL: " + error.detail;
  if (!error.hint.empty()) text += "; HINT: " + error.hint;
  return text;
}

}  // namespace

bool is_refusal(const CallError& error) {
  return error.outcome == "version_conflict" || error.outcome == "duplicate_event";
}

std::string reason_text(const CallError& error) {
  return error.sqlstate.empty() ? words_of(error) : error.sqlstate + ": " + words_of(error);
}

std::string error_text(const CallError& error) {
  const std::string state = error.sqlstate.empty() ? "" : ", SQLSTATE " + error.sqlstate;
  return fmt::format("{} {}{}: {}", grouped(static_cast<std::int64_t>(error.count)), error.outcome,
                     state, words_of(error));
}

void merge(std::vector<CallError>& errors, const std::vector<CallError>& more) {
  for (const CallError& each : more) {
    const auto is_same = [&](const CallError& known) {
      return known.outcome == each.outcome && known.sqlstate == each.sqlstate;
    };
    const auto known = std::find_if(errors.begin(), errors.end(), is_same);
    if (known == errors.end()) {
      errors.push_back(each);
    } else {
      known->count += each.count;
    }
  }
}

}  // namespace eventstore::result
