// What was measured against what was asked for.
#pragma once

#include "bench/case_measurement.hpp"
#include "core/result/document.hpp"

namespace eventstore::bench {

/// The targets of the catalogue that concern the case, as one text: "p95 < 10 ms".
[[nodiscard]] std::string target_text(const catalogue::Operation& operation,
                                      const catalogue::Case& which);

/// The result, with its verdict: pass or fail where a target concerns the case, no_target
/// elsewhere, not_applicable where the data do not hold it.  A measurement that failed fails.
[[nodiscard]] result::BenchmarkResult judge(const CaseMeasurement& measurement);

}  // namespace eventstore::bench
