// What is said of a breaking point, wherever it is shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result/breaking_point.hpp"
#include "core/result/load_tables.hpp"

namespace eventstore::result {

/// "400/s held, 420/s did not", or why that is not known.
[[nodiscard]] LoadSentence breaking_point_verdict(const BreakingPoint& point);

/// What failed attempts ended as, with the words of the first; not what the store refused.
[[nodiscard]] std::vector<LoadSentence> breaking_point_errors(const BreakingPoint& point);

/// What has to be known first: violations, the verdict, errors, what limited it.
[[nodiscard]] std::vector<LoadSentence> breaking_point_verdicts(const BreakingPoint& point);

/// What was asked: "The highest rate at which p99 < 50 ms holds: ...".
[[nodiscard]] std::string breaking_point_question(const BreakingPoint& point);

/// The rates that tell most, worst first: those that broke from the lowest on, then those that
/// held from the highest on, of both the long windows first; the other rates; the closed loops
/// beside what was fitted to them.  Those that have rows.
[[nodiscard]] std::vector<LoadTable> breaking_point_tables(const BreakingPoint& point);

/// The Universal Scalability Law with its intervals, up to the cores, and with twice as many.
[[nodiscard]] std::vector<LoadSentence> scaling_facts(const LoadScaling& scaling);

/// What so many connections made in the rounds of the closed loops, in requests a second.
struct ClosedLoop {
  int connections = 0;
  double mean = 0.0;
  double least = 0.0;
  double most = 0.0;
};

/// From the fewest connections on.
[[nodiscard]] std::vector<ClosedLoop> closed_loops(const LoadScaling& scaling);

/// As many connections as cores against as many times one, of the closed loops themselves; its ends
/// are those of the rounds.  Nothing where they were not both looked at, or there is one core.
[[nodiscard]] std::optional<LoadEstimate> measured_efficiency(const LoadScaling& scaling);

/// Requests a second of so many connections by the law that was fitted.
[[nodiscard]] double fitted_rate(const LoadScaling& scaling, double connections);

/// The books; empty where nothing was appended.
[[nodiscard]] std::vector<LoadSentence> breaking_point_books(const BreakingPoint& point);

}  // namespace eventstore::result
