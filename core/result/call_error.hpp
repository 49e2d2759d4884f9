// Calls that failed, by what they ended as, and what the server said of the first one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result/json_members.hpp"

namespace eventstore::result {

/// Calls with one outcome and one SQLSTATE.
struct CallError {
  std::string outcome;
  std::string sqlstate;  ///< Empty: the server did not say one.
  std::uint64_t count = 0;
  std::string message;  ///< This and what follows: of the first of them.
  std::string detail;
  std::string hint;
  bool operator==(const CallError&) const = default;
};

template <typename Visitor, MaybeConst<CallError> Error>
void visit_members(Visitor&& visit, Error& error) {
  visit("outcome", error.outcome);
  visit("sqlstate", error.sqlstate);
  visit("count", error.count);
  visit("message", error.message);
  visit("detail", error.detail);
  visit("hint", error.hint);
}

/// A refusal that the store's users have to expect: version_conflict, duplicate_event.
[[nodiscard]] bool is_refusal(const CallError& error);

/// `53100: could not extend file; DETAIL: ...; HINT: ...`: why, without how often.
[[nodiscard]] std::string reason_text(const CallError& error);

/// `1,503 other_error, SQLSTATE 23502: null value in column "x"; DETAIL: ...; HINT: ...`
[[nodiscard]] std::string error_text(const CallError& error);

/// Adds `more` to what is there: counts of the same outcome and SQLSTATE are summed, the words of
/// the first stay.
void merge(std::vector<CallError>& errors, const std::vector<CallError>& more);

}  // namespace eventstore::result
