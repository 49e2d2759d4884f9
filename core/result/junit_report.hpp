// Result documents as JUnit XML, which CI systems show as tests.
#pragma once

#include <span>
#include <string>

#include "core/result/document.hpp"

namespace eventstore::result {

/// A test suite for each operation of each document, a test case for each case, step and plan mode
/// or for each benchmark.  A failure: a plan that is not as asked for or has regressed, a target
/// that is missed, a call that failed.  Skipped: what does not apply to the data.  Times: of the
/// plan, or the mean of the calls, in seconds.
[[nodiscard]] std::string junit_report(std::span<const ResultDocument> documents);

}  // namespace eventstore::result
