#include "bench/load/scaling.hpp"

#include <algorithm>
#include <vector>

#include "core/measure/scalability.hpp"
#include "core/result/breaking_point_tables.hpp"

namespace eventstore::load {

namespace {

/// As many connections as cores do so much of what they would without one another.
constexpr double linear_efficiency = 0.9;

result::LoadEstimate estimate_of(const measure::Estimate& estimate) {
  return {.value = estimate.value, .low = estimate.low, .high = estimate.high};
}

}  // namespace

std::vector<int> scaling_steps(int connections) {
  std::vector<int> steps;
  for (int step = 1; step < connections; step *= 2) steps.push_back(step);
  steps.push_back(connections);
  return steps;
}

void finish_scaling(result::LoadScaling& scaling, std::optional<int> cores) {
  std::vector<measure::ConcurrentRate> windows;
  for (const result::ScalingWindow& window : scaling.windows) {
    windows.push_back({.connections = window.connections, .rate = window.rate});
  }
  const auto fit = measure::fit_scalability(windows);
  if (!fit) return;
  scaling.is_fitted = true;
  scaling.lambda = estimate_of(fit->lambda);
  scaling.sigma = estimate_of(fit->sigma);
  scaling.kappa = estimate_of(fit->kappa);
  scaling.peak_connections = fit->peak();
  scaling.cores = cores;
  if (!cores) return;
  scaling.efficiency = estimate_of(fit->efficiency_at(*cores));
  scaling.verdict = scaling.efficiency.low >= linear_efficiency   ? "linear"
                    : scaling.efficiency.high < linear_efficiency ? "not linear"
                                                                  : "undecided";
  // A law that runs past the points it is asked about decides nothing.
  const auto measured = result::measured_efficiency(scaling);
  const bool is_contradicted =
      measured && (scaling.verdict == "linear" ? measured->high < linear_efficiency
                                               : measured->low >= linear_efficiency);
  if (is_contradicted) scaling.verdict = "undecided";
  const double growth = fit->rate_at(2.0 * *cores).value / fit->rate_at(*cores).value;
  double most = 0.0;
  for (const result::ClosedLoop& loop : result::closed_loops(scaling)) {
    most = std::max(most, loop.mean);
  }
  scaling.predicted_low = most * std::clamp(growth, 1.0, 2.0);
  scaling.predicted_high = most * 2.0;
}

}  // namespace eventstore::load
