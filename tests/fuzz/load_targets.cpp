// What a load is asked for, and the numbers and expressions of every tool's options.

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "bench/load/scenario.hpp"
#include "bench/load/scenario_file.hpp"
#include "bench/load/threshold.hpp"
#include "core/tool/quantity.hpp"
#include "core/tool/regular_expression.hpp"
#include "tests/fuzz/target.hpp"

namespace eventstore::fuzz {

void scenario(std::string_view input) {
  require_sentence(refusal_of([&] {
                     load::Scenario scenario = load::parse_scenario(input, "busy.toml", "busy");
                     require(scenario.phases.empty() == scenario.sessions.has_value(),
                             "a scenario has phases or pools of sessions", input);
                     for (const load::Phase& phase : scenario.phases) {
                       require(phase.length > measure::Duration{0}, "a phase takes time",
                               phase.name);
                     }
                     load::scale_durations(scenario, 0.5);
                   }),
                   "busy.toml");
}

void threshold(std::string_view input) {
  const std::string text{input};
  require_sentence(refusal_of([&] {
    const load::Threshold read = load::parse_threshold(text);
    require(std::isfinite(read.limit) && std::isfinite(read.percentile),
            "a threshold has a finite limit", text);
    require(!(load::holds(read.comparison, 1.0, read.limit) &&
              load::holds(read.comparison, std::numeric_limits<double>::quiet_NaN(), read.limit)),
            "what is no number meets no threshold", text);
  }));
  require_sentence(refusal_of([&] { static_cast<void>(load::parse_steps(text, "busy.toml:7")); }),
                   "busy.toml:7");
  require_sentence(refusal_of([&] {
                     require(load::parse_duration(text, "busy.toml:7") >= measure::Duration{0},
                             "a duration is not negative", text);
                   }),
                   "busy.toml:7");
}

void quantity(std::string_view input) {
  constexpr std::uint64_t most = 1'000'000'000'000;
  const auto require_bounded = [&](const ReadNumber<std::uint64_t>& read) {
    require(!read || read.value <= most, "a number is within its bounds", input);
  };
  const auto require_finite = [&](const ReadNumber<double>& read) {
    require(!read || std::isfinite(read.value), "a number is finite", input);
  };
  require_bounded(read_count(input, most));
  require_bounded(read_bytes(input, most));
  require_finite(read_number(input));
  require_finite(read_duration(input, "s"));
  require_finite(read_duration(input, ""));
  require_sentence(
      refusal_of([&] {
        static_cast<void>(NameFilter{std::string{input}, "--filter"}.selects(input.substr(0, 64)));
      }),
      "--filter");
}

}  // namespace eventstore::fuzz
