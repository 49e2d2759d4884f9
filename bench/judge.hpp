// What was measured against what was asked for.
#pragma once

#include "bench/case_measurement.hpp"
#include "core/result/document.hpp"

namespace eventstore::bench {

/// The targets of the catalogue that concern the case at this point of the axes, as one text:
/// "p95 < 10 ms".  A target is for one thread and a warm cache, unless its line says `threads=` or
/// `cache=`.
[[nodiscard]] std::string target_text(const CaseMeasurement& measurement);

/// The result, with its verdict: pass or fail where a target concerns the case, no_target
/// elsewhere, not_applicable where the data do not hold it.  A target that was missed while the
/// rate never got steady is no_verdict; `is_strict`: so is whatever was not steady.  A measurement
/// that failed fails; one that a signal has ended is not applicable either.
[[nodiscard]] result::BenchmarkResult judge(const CaseMeasurement& measurement,
                                            bool is_strict = false);

}  // namespace eventstore::bench
