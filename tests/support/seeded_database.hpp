// A scratch database that seed-events has filled.
#pragma once

#include <string>

#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"

namespace eventstore::tests {

/// Small enough to be copied for each test, large enough that planners use indexes.
inline constexpr int seeded_events = 20'000;

/// Plans as on a server with docker/postgresql.conf; one that takes its disk for one that seeks
/// prefers to sort.
void plan_as_on_our_server(const pg::Database& database);

class SeededDatabase {
 public:
  /// On the local server a copy of one that was seeded once for this build.
  [[nodiscard]] static SeededDatabase create_or_skip(const std::string& store = "reference",
                                                     int events = seeded_events);

  [[nodiscard]] const pg::Database& database() const { return scratch_.database(); }

  /// Runs a tool on it.
  [[nodiscard]] ProgramResult run(const std::string& program,
                                  std::vector<std::string> arguments) const;

  /// Runs one statement on it.
  void change(const std::string& sql) const;

 private:
  explicit SeededDatabase(ScratchDatabase scratch) : scratch_(std::move(scratch)) {}
  ScratchDatabase scratch_;
};

}  // namespace eventstore::tests
