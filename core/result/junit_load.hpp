// Load runs and breaking points as suites of JUnit.
#pragma once

#include "core/result/breaking_point.hpp"
#include "core/result/junit_suite.hpp"
#include "core/result/load.hpp"

namespace eventstore::result {

/// `load.<scenario>`: the run, each threshold, each count, and what became of the events.  Where
/// there is no verdict on times, thresholds are skipped.
[[nodiscard]] JunitSuite junit_suite_of(const LoadResult& load);

/// `breaking_point.<operation>`: whether a rate held, and what became of the events.
[[nodiscard]] JunitSuite junit_suite_of(const BreakingPoint& point);

}  // namespace eventstore::result
