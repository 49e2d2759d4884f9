// Ways that alternate, run after run, and what came of it.
#pragma once

#include <string>
#include <vector>

#include "bench/seed_ceiling/ways.hpp"
#include "core/tool/progress.hpp"

namespace eventstore::ceiling {

struct Runs {
  std::string name;
  std::vector<Measured> runs;
};

/// Each way once, then each of them again, `runs` times.
[[nodiscard]] std::vector<Runs> alternate(const std::vector<Way>& ways, int runs,
                                          Progress& progress);

/// Medians of the phases of both, and how far `ours` is from `ceiling`, as Markdown.
[[nodiscard]] std::string phase_table(const Runs& ceiling, const Runs& ours, std::int64_t events);

/// Every way with its rate and how often `ours` is as fast, as Markdown.  `events`: of all but
/// those that write other rows, which have no rate in events.
[[nodiscard]] std::string rate_table(const std::vector<Runs>& all, const Runs& ours,
                                     std::int64_t events);

}  // namespace eventstore::ceiling
