#include "tests/support/load_runs.hpp"

#include <algorithm>

#include "core/dataset/seeded_store.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"

namespace eventstore::tests {

result::LoadResult LoadRuns::run(const load::Scenario& scenario, const Spoiled& spoiled,
                                 const load::RunSettings& settings) const {
  const pg::DisposableClone clone{seeded_.database(), "test"};
  if (!spoiled.sql.empty()) pg::Session{clone.database()}.run(spoiled.sql);
  const dataset::SeededStore store =
      dataset::open_seeded_store({.database = clone.database().connection_string,
                                  .store = spoiled.profile.empty() ? store_ : spoiled.profile,
                                  .differences = dataset::Differences::allow});
  return load::run_scenario(scenario, store, clone.database(), settings);
}

bool has(const result::LoadResult& load, const std::string& kind) {
  return std::any_of(load.violations.begin(), load.violations.end(), [&](const auto& found) {
    return found.kind == kind && found.count > 0 && !found.first.empty();
  });
}

std::string kinds(const result::LoadResult& load) {
  std::string text;
  for (const result::LoadViolation& found : load.violations) {
    text += found.kind + ": " + found.first + "\n";
  }
  return text;
}

}  // namespace eventstore::tests
