// Errors of calls as the result document has them.
#pragma once

#include <vector>

#include "core/cases/call_errors.hpp"
#include "core/result/call_error.hpp"

namespace eventstore::bench {

/// Without passwords and control characters; each text has at most 1,000 bytes.
[[nodiscard]] result::CallError result_of(const cases::CallError& error);
[[nodiscard]] std::vector<result::CallError> results_of(const cases::CallErrors& errors);

}  // namespace eventstore::bench
