// What eventstore_bench says at the end.
#pragma once

#include <cstdio>
#include <deque>
#include <string>
#include <vector>

#include "bench/case_measurement.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/result/document.hpp"
#include "core/tool/exit_code.hpp"

namespace eventstore::bench {

/// The table of results, those of what they cost, the reasons of what failed, and one line with the
/// count of each verdict.
void print_summary(const std::vector<result::BenchmarkResult>& results, std::FILE* stream);

/// The operations of these measurements with their questions, their cases and the targets, as
/// --list shows them.
void print_catalogue(const catalogue::StoreProfile& store,
                     const std::deque<CaseMeasurement>& measurements);

/// Failure when something could not be measured; sla_missed when a target was missed.  What was not
/// steady gives no verdict where it missed its target, and in a strict run whatever it did:
/// no_verdict when nothing else was missed.
[[nodiscard]] ExitCode exit_code_of(const std::vector<result::BenchmarkResult>& results,
                                    bool is_strict);

}  // namespace eventstore::bench
