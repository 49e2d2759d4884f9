#include "bench/load/run_state.hpp"

#include <algorithm>

#include "bench/load/appending_operations.hpp"
#include "bench/load/operation_step.hpp"
#include "core/cases/seeded_payloads.hpp"
#include "core/random/random.hpp"

namespace eventstore::load {

namespace {

/// As many as the step that asks for the most.
std::int64_t shared_aggregates(const Population& population) {
  std::int64_t most = 0;
  for (const Journey& journey : population.journeys) {
    for (const Step& step : journey.steps) {
      const auto* append = std::get_if<AppendStep>(&step.action);
      if (append != nullptr && append->target == Target::shared) {
        most = std::max(most, append->shared);
      }
    }
  }
  return most;
}

/// A store without the operation has no appends.
PartSet given_to_append(const catalogue::Catalogue& catalogue) {
  const catalogue::Operation* const append = append_operation(catalogue);
  return append == nullptr ? PartSet{} : parts_given(*append, catalogue.store);
}

}  // namespace

RunState::RunState(const Scenario& scenario_of, const dataset::SeededStore& store_of,
                   const pg::Database& database_of, std::uint64_t seed_of, std::uint64_t run)
    : scenario(scenario_of),
      store(store_of),
      database(database_of),
      session_use(writes(scenario_of, store_of.catalogue) ? pg::SessionUse::measured_write
                                                          : pg::SessionUse::measured_read),
      seed(seed_of),
      appended(appended_run(scenario_of, store_of)),
      ledger(run),
      writing(store_of.catalogue.store, cases::payloads_of(store_of.manifest), ledger, run,
              given_to_append(store_of.catalogue)),
      pulled(seed_of),
      records(scenario_of) {
  for (const Population& population : scenario.populations) {
    const TenantChoice& choice = tenants.emplace_back(store.manifest, population.tenants);
    auto& aggregates = shared.emplace_back();
    for (std::int64_t i = 0; i < shared_aggregates(population); ++i) {
      const std::uint64_t bits =
          random_bits(random_bits(seed, shared.size()), static_cast<std::uint64_t>(i));
      aggregates.emplace_back(writing.new_aggregate(choice.pick(bits)));
    }
  }
}

}  // namespace eventstore::load
