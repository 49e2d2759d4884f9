#include "core/cases/call_errors.hpp"

#include <algorithm>

namespace eventstore::cases {

CallError error_of(const CallResult& call) {
  return {.outcome = call.outcome,
          .sqlstate = call.sqlstate,
          .count = 1,
          .message = call.message.empty() ? "the server did not say why" : call.message,
          .detail = call.detail,
          .hint = call.hint};
}

CallError* CallErrors::find(Outcome outcome, const std::string& sqlstate) {
  const auto known = std::find_if(errors_.begin(), errors_.end(), [&](const CallError& each) {
    return each.outcome == outcome && each.sqlstate == sqlstate;
  });
  return known == errors_.end() ? nullptr : &*known;
}

void CallErrors::add(const CallResult& call) {
  if (call.outcome == Outcome::ok) return;
  if (CallError* const known = find(call.outcome, call.sqlstate)) {
    ++known->count;
  } else {
    errors_.push_back(error_of(call));
  }
}

void CallErrors::merge(const CallErrors& other) {
  for (const CallError& each : other.errors_) {
    if (CallError* const known = find(each.outcome, each.sqlstate)) {
      known->count += each.count;
    } else {
      errors_.push_back(each);
    }
  }
}

}  // namespace eventstore::cases
