// Scenarios as TOML files: those of bench/scenarios/, which are built in, and anybody's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/load/scenario.hpp"

namespace eventstore::load {

/// Throws UsageError naming file and line: unknown keys, phases, actions and settings, a population
/// without journeys, a threshold about nothing.
[[nodiscard]] Scenario parse_scenario(std::string_view text, const std::string& file,
                                      const std::string& name);

/// A built-in scenario by its name, or a file when `name` ends in ".toml".  Throws UsageError,
/// naming the known ones.
[[nodiscard]] Scenario load_scenario(const std::string& name);

/// All that are built in, in the order of their names.
[[nodiscard]] std::vector<Scenario> built_in_scenarios();

/// "append events=3 aggregate=shared"; `place` is FILE:LINE, for what is wrong.  One step, or as
/// many equal ones as `repeat=` says.  docs/load.md has the actions.
[[nodiscard]] std::vector<Step> parse_steps(const std::string& line, const std::string& place);

/// "30 s", "500 ms", "5 min", "2 h".  Throws UsageError beginning with `place`.
[[nodiscard]] measure::Duration parse_duration(const std::string& text, const std::string& place);

/// Every length, and every abort's grace, times `scale`, which is above 0.
void scale_durations(Scenario& scenario, double scale);

}  // namespace eventstore::load
