// What a load run is said to look like from outside.

#include <algorithm>
#include <string>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/load/observation_text.hpp"
#include "bench/load/server_usage.hpp"
#include "bench/load/statement_names.hpp"
#include "core/measure/machine_usage.hpp"
#include "core/measure/process_usage.hpp"
#include "core/result/load.hpp"

using namespace eventstore;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
using result::LoadObservation;

namespace {

LoadObservation some_observation() {
  LoadObservation observation;
  observation.seconds = 10.0;
  observation.wait_events = {{"idle", 100}, {"CPU", 60}, {"IO:WALSync", 39}, {"Lock:tuple", 1}};
  observation.lock_waits = {{.blocked = "append_events",
                             .blocking = "append_events",
                             .lock = "transactionid",
                             .looks = 7}};
  observation.cores = 2;
  observation.client_cpu_seconds = 5.0;
  observation.machine_cpu_seconds = 19.0;
  observation.deadlocks = 3;
  observation.moments = {{.at_seconds = 5.0, .table_bytes = 1'000'000, .index_bytes = 500'000},
                         {.at_seconds = 6.0, .client_bytes = 1234},
                         {.at_seconds = 10.0, .table_bytes = 2'000'000, .index_bytes = 900'000}};
  return observation;
}

}  // namespace

TEST_CASE("wait events are shares of what sessions did when they were not idle", "[unit][load]") {
  const auto shares = load::wait_shares(some_observation());
  REQUIRE(shares.size() == 3);
  CHECK(shares[0].event == "CPU");
  CHECK(shares[0].share == Approx(0.6));
  CHECK(shares[1].event == "IO:WALSync");
  CHECK(load::idle_share(some_observation()) == Approx(0.5));
  CHECK(load::wait_shares({}).empty());
  CHECK(load::idle_share({}) == 0.0);
}

TEST_CASE("the paragraph about the server leaves out what is not known", "[unit][load]") {
  const std::string text = load::observation_text(some_observation());
  CHECK_THAT(text, ContainsSubstring("The server mostly: CPU 60.0 %, IO:WALSync 39.0 %"));
  CHECK_THAT(text, ContainsSubstring("Cores busy of 2 cores: this program 0.5"));
  CHECK_THAT(text, !ContainsSubstring("all of the server"));
  CHECK_THAT(text, !ContainsSubstring("WAL "));
  CHECK_THAT(text, ContainsSubstring("3 deadlocks"));
  CHECK_THAT(text, ContainsSubstring("table 2.00 MB, indexes 900 kB at the end; 1.00 MB"));
  CHECK_THAT(text, ContainsSubstring("'append_events' waited for 'append_events'"));
  CHECK(load::observation_text({}).empty());
}

TEST_CASE("an observation comes back from its JSON, and what is not known is not in it",
          "[unit][load]") {
  result::LoadResult before;
  before.server_cpu_seconds = 1.5;
  before.observation = some_observation();
  const auto json = result::to_json_value(before);
  CHECK(json.at("observation").contains("cores"));
  CHECK_FALSE(json.at("observation").contains("wal_bytes"));
  CHECK_FALSE(json.at("observation").at("moments").at(0).contains("client_bytes"));
  const result::LoadResult after = result::load_from_json(json);
  CHECK(result::to_json_value(after) == json);
  CHECK(after.server_cpu_seconds == 1.5);
  CHECK(after.observation.moments.at(1).client_bytes == 1234);
  CHECK(after.observation.lock_waits.at(0).looks == 7);
  CHECK_FALSE(after.observation.wal_bytes.has_value());
}

TEST_CASE("a statement is named after its operation, also when the server cut it off",
          "[unit][load]") {
  const catalogue::Catalogue reference = catalogue::load_catalogue("reference");
  for (const catalogue::Operation& operation : reference.operations) {
    if (operation.name != "append_events") continue;
    const std::string& sql = operation.steps.front().sql;
    CHECK(load::statement_name(reference, sql) == "append_events");
    CHECK(load::statement_name(reference, sql.substr(0, 120)) == "append_events");
  }
  CHECK(load::statement_name(reference, "COMMIT") == "COMMIT");
  CHECK(load::statement_name(reference, "LOCK\n  TABLE t") == "LOCK TABLE t");
  CHECK(load::statement_name(reference, std::string(500, 'x')).size() == 63);
}

TEST_CASE("this process has private memory and a parent, and is one of its parent's children",
          "[unit][load]") {
  const int self = measure::this_process();
  CHECK(measure::private_bytes_of(self).value_or(0) > 100'000);
  const auto parent = measure::parent_of(self);
  REQUIRE(parent.has_value());
  const auto siblings = measure::children_of(*parent);
  CHECK(std::find(siblings.begin(), siblings.end(), self) != siblings.end());
  CHECK_FALSE(measure::private_bytes_of(0).has_value());

  load::ServerUsage usage;
  CHECK_FALSE(usage.cpu_seconds().has_value());
  usage.start(self);
  usage.look();
  CHECK(usage.cpu_seconds().value_or(-1.0) >= 0.0);
}

TEST_CASE("the machine has been busy for some time, on some cores", "[unit][load]") {
  const auto machine = measure::usage_of_this_machine();
  REQUIRE(machine.has_value());
  CHECK(machine->cores >= 1);
  CHECK(machine->busy_seconds > 0.0);
}
