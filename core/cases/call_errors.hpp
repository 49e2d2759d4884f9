// What failed calls said, counted as they come.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/cases/operation_call.hpp"

namespace eventstore::cases {

/// Calls with one outcome and one SQLSTATE.
struct CallError {
  Outcome outcome = Outcome::other_error;
  std::string sqlstate;  ///< Empty: the server did not say one.
  std::uint64_t count = 0;
  std::string message;  ///< This and what follows: of the first of them, as they came.
  std::string detail;
  std::string hint;
};

/// The error of one call.
[[nodiscard]] CallError error_of(const CallResult& call);

/// Errors by outcome and SQLSTATE, with the words of the first of each.
class CallErrors {
 public:
  /// A call that ended as ok adds nothing.
  void add(const CallResult& call);
  void merge(const CallErrors& other);
  void clear() { errors_.clear(); }
  /// In the order in which they were met.
  [[nodiscard]] const std::vector<CallError>& each() const { return errors_; }

 private:
  [[nodiscard]] CallError* find(Outcome outcome, const std::string& sqlstate);

  std::vector<CallError> errors_;
};

}  // namespace eventstore::cases
