// The scenario of sessions: its counts are exact against a real server, and say so when they are
// not.

#include <algorithm>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "bench/load/load_result.hpp"
#include "bench/load/scenario_file.hpp"
#include "bench/load/session_checks.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/pg/session.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

namespace {

/// A small one; the built-in scenario is the same with more.
load::Scenario small_sessions() {
  return load::parse_scenario(R"(
question = "?"
pool = 5
[sessions]
capacities = [4, 8]
overflow = 6
lives = 20
active = 6
requests = 40
errors = 20
timeouts = 10
metadata_bytes = 1000
)",
                              "test.toml", "test");
}

class Sessions {
 public:
  [[nodiscard]] result::LoadResult check(const std::string& profile = "reference") const {
    const dataset::SeededStore store = dataset::open_seeded_store(
        {.database = seeded_.database().connection_string, .store = profile});
    return load::check_sessions(small_sessions(), store, 1);
  }

 private:
  SeededDatabase seeded_ = SeededDatabase::create_or_skip();
};

std::string text_of(const result::LoadResult& load) {
  std::string text;
  for (const result::LoadCheck& check : load.checks) {
    text += check.check + ": " + std::to_string(check.expected) + ", " +
            std::to_string(check.counted) + "\n";
  }
  return text;
}

const result::LoadCheck& named(const result::LoadResult& load, const std::string& name) {
  const auto found = std::find_if(load.checks.begin(), load.checks.end(),
                                  [&](const auto& check) { return check.check == name; });
  REQUIRE(found != load.checks.end());
  return *found;
}

}  // namespace

TEST_CASE("every count of a pool of sessions is exact", "[pg][load]") {
  const Sessions sessions;
  const result::LoadResult load = sessions.check();
  INFO(text_of(load));
  CHECK(load.checks.size() > 30);
  for (const result::LoadCheck& check : load.checks) {
    INFO(check.check);
    CHECK(check.expected == check.counted);
  }
  CHECK(named(load, "capacity 8: users that were rejected").counted == 6);
  CHECK(named(load, "capacity 8: sessions that the server counts").counted == 8);
  CHECK(named(load, "capacity 4: octets of metadata held").counted == 4000);
  CHECK(named(load, "20 lives: lives that went well").counted == 20);
  CHECK(named(load, "closed under 6: newcomers that were rejected").counted == 6);
  CHECK(named(load, "40 requests: ok").counted == 28);
  CHECK(named(load, "40 requests: other_error").counted == 8);
  CHECK(named(load, "40 requests: timeout").counted == 4);
  CHECK(load::exit_code_of(load) == ExitCode::success);
}

TEST_CASE("counts of sessions are off when what they do fails", "[pg][load]") {
  const Sessions sessions;
  const StoreCopy failing{"reference"};
  failing.replace("operations/load_aggregate.sql", "AND sequence_number >= :from_sequence",
                  "AND sequence_number >= :from_sequence AND 1 / (sequence_number - "
                  "sequence_number) = 1");
  const result::LoadResult load = sessions.check(failing.path());
  INFO(text_of(load));
  CHECK(named(load, "20 lives: lives that went well").counted == 0);
  CHECK(named(load, "closed under 6: active that finished well").counted == 0);
  CHECK(named(load, "40 requests: ok").counted == 0);
  CHECK(named(load, "40 requests: other_error").counted == 36);
  // What does not depend on the operations is as it was.
  CHECK(named(load, "capacity 8: users that were rejected").counted == 6);
  CHECK(named(load, "40 requests: octets of metadata left").counted == 0);
  CHECK(load::exit_code_of(load) == ExitCode::oracle_failed);
}

}  // namespace eventstore::tests
