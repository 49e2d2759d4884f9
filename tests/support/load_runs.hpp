// Load runs in this process, on copies of a seeded store that a test may have spoiled.
#pragma once

#include <cstdint>
#include <string>

#include "bench/load/load_run.hpp"
#include "bench/load/scenario.hpp"
#include "core/result/load.hpp"
#include "tests/support/seeded_database.hpp"

namespace eventstore::tests {

/// What was done to the copy before a run, and whose operations the run makes.
struct Spoiled {
  std::string sql = {};
  std::string profile = {};  ///< A store or its directory; empty: the store that was seeded.
};

class LoadRuns {
 public:
  explicit LoadRuns(const std::string& store = "reference") : store_(store) {}

  [[nodiscard]] result::LoadResult run(const load::Scenario& scenario, const Spoiled& spoiled = {},
                                       const load::RunSettings& settings = {
                                           .verbosity = Verbosity::quiet}) const;

 private:
  std::string store_;
  SeededDatabase seeded_ = SeededDatabase::create_or_skip(store_);
};

/// Whether there is a violation of that kind, with an event that shows it.
[[nodiscard]] bool has(const result::LoadResult& load, const std::string& kind);

/// How often a kind was found; what shows the first of it.
[[nodiscard]] std::uint64_t count_of(const result::LoadResult& load, const std::string& kind);
[[nodiscard]] std::string first_of(const result::LoadResult& load, const std::string& kind);

[[nodiscard]] int exit_of(const result::LoadResult& load);

/// Four users for 200 ms, who do what the mix says; as a file, and as a scenario.
[[nodiscard]] std::string short_load_text(const std::string& mix, int sessions = 4);
[[nodiscard]] load::Scenario short_load(const std::string& mix, int sessions = 4);

/// SQL by which each row is changed before it is stored; `action` is PL/pgSQL.
[[nodiscard]] std::string before_each(const std::string& action);

/// All violations, a line each.
[[nodiscard]] std::string kinds(const result::LoadResult& load);

}  // namespace eventstore::tests
