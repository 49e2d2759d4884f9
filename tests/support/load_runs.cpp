#include "tests/support/load_runs.hpp"

#include <algorithm>

#include "bench/load/load_result.hpp"
#include "bench/load/scenario_file.hpp"
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

std::uint64_t count_of(const result::LoadResult& load, const std::string& kind) {
  for (const result::LoadViolation& found : load.violations) {
    if (found.kind == kind) return found.count;
  }
  return 0;
}

std::string first_of(const result::LoadResult& load, const std::string& kind) {
  for (const result::LoadViolation& found : load.violations) {
    if (found.kind == kind) return found.first;
  }
  return {};
}

int exit_of(const result::LoadResult& load) {
  return static_cast<int>(load::exit_code_of(load));
}

std::string short_load_text(const std::string& mix, int sessions) {
  return "question = \"?\"\npool = " + std::to_string(sessions) + R"(
[[phase]]
name = "hold"
length = "200 ms"
[[population]]
name = "users"
users = 4
think = "5 ms"
mix = { )" +
         mix + " }";
}

load::Scenario short_load(const std::string& mix, int sessions) {
  return load::parse_scenario(short_load_text(mix, sessions), "test.toml", "test");
}

std::string before_each(const std::string& action) {
  return "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + action +
         "; RETURN NEW; END $$; CREATE TRIGGER spoil BEFORE INSERT ON domain_events "
         "FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION spoil()";
}

std::string kinds(const result::LoadResult& load) {
  std::string text;
  for (const result::LoadViolation& found : load.violations) {
    text += found.kind + ": " + found.first + "\n";
  }
  return text;
}

}  // namespace eventstore::tests
