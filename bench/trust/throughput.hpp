// bench_trust overhead --throughput: calls a second in a closed loop, against pgbench.
#pragma once

#include <vector>

#include <CLI/CLI.hpp>

#include "bench/placement.hpp"
#include "bench/trust/subject.hpp"
#include "core/tool/exit_code.hpp"

namespace eventstore::trust {

struct ThroughputOptions {
  std::vector<int> connections{1, 16, 64};
  int pairs = 10;
  int seconds = 2;
};

void add_throughput_options(CLI::App& app, ThroughputOptions& options);

/// `pin`: for one connection; more of them are left to the scheduler.  Throws UsageError, Failure.
[[nodiscard]] ExitCode run_throughput(const SubjectOptions& subjects, bench::Pin pin,
                                      const ThroughputOptions& options);

}  // namespace eventstore::trust
