#include "bench/case_arguments.hpp"

#include <utility>

namespace eventstore::bench {

std::variant<std::vector<cases::BoundCase>, cases::NotApplicable> case_arguments(
    const CaseMeasurement& measurement, const dataset::SeededStore& store,
    cases::Progress& progress) {
  constexpr std::uint64_t argument_seed = 42;
  std::vector<cases::BoundCase> all;
  const auto threads = static_cast<std::size_t>(measurement.axes().threads);
  for (std::size_t i = 0; i < threads; ++i) {
    auto bound =
        cases::BoundCase::bind(measurement.operation(), measurement.which(), store.manifest,
                               progress, argument_seed + i, {.index = i, .of = threads});
    if (auto* missing = std::get_if<cases::NotApplicable>(&bound)) return std::move(*missing);
    all.push_back(std::get<cases::BoundCase>(std::move(bound)));
  }
  return all;
}

}  // namespace eventstore::bench
