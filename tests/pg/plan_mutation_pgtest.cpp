// The review's own controls: indexes that are gone, missing or of no use, and data that grow.

#include <atomic>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/wire.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using tests::ProgramResult;
using tests::SeededDatabase;

namespace {

nlohmann::json mutation_in(const std::string& path) {
  return nlohmann::json::parse(std::ifstream{path}).at("mutation");
}

const nlohmann::json* loss_of(const nlohmann::json& mutation, const std::string& index) {
  for (const nlohmann::json& loss : mutation.at("losses")) {
    if (loss.at("index") == index) return &loss;
  }
  return nullptr;
}

bool is_noticed_by(const nlohmann::json& loss, const std::string& operation) {
  for (const std::string noticed : loss.at("noticed_by")) {
    if (noticed.starts_with(operation + "/")) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("each index of the events that is gone is noticed by those who read by it",
          "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  tests::plan_as_on_our_server(seeded.database());
  const tests::TemporaryDirectory directory;

  const ProgramResult result =
      seeded.run("plan-review", {"--mutate", "--mode", "custom,generic", "--filter",
                                 "-append_events/new_10000", "--out", directory / "plans.json"});

  INFO(result.out << result.err);
  REQUIRE(result.exit_code == 0);
  const nlohmann::json mutation = mutation_in(directory / "plans.json");
  const auto catalogue = catalogue::load_catalogue("reference");
  int indexes_of_events = 0;
  for (const catalogue::StoreScript& index : catalogue.indexes) {
    if (!index.name.starts_with(catalogue.store.events.table)) continue;
    ++indexes_of_events;
    CAPTURE(index.name);
    const nlohmann::json* loss = loss_of(mutation, index.name);
    REQUIRE(loss != nullptr);
    CHECK(loss->at("bytes") > 100'000);
    CHECK(loss->at("append_cost").at("wal_bytes_per_event") > 30);
    for (const std::string& operation : index.read_by) {
      CAPTURE(operation);
      CHECK(is_noticed_by(*loss, operation));
    }
  }
  CHECK(indexes_of_events >= 4);
  CHECK(mutation.at("proposals").empty());
  CHECK(seeded.run("plan-review", {"--mode", "custom", "--filter", "create_token_at"}).exit_code ==
        0);
}

TEST_CASE("checkpoints that follow each other make the price of an index unknown, never wrong",
          "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const tests::TemporaryDirectory directory;

  ProgramResult result;
  {
    std::atomic<bool> is_over{false};
    std::jthread checkpoints{[&] {
      pg::Wire wire{tests::maintenance_database()};
      while (!is_over) wire.command("CHECKPOINT");
    }};
    result =
        seeded.run("plan-review", {"--mutate", "--mode", "generic", "--filter",
                                   "append_events/new_10000", "--out", directory / "plans.json"});
    is_over = true;
  }

  INFO(result.out << result.err);
  const nlohmann::json mutation = mutation_in(directory / "plans.json");
  int unknown = 0;
  for (const nlohmann::json& loss : mutation.at("losses")) {
    CAPTURE(loss.dump());
    if (loss.at("table") != "domain_events") continue;
    const bool is_known = loss.at("append_cost").is_object();
    CHECK(is_known == (loss.at("append_cost_unknown") == ""));
    if (!is_known) ++unknown;
    // An entry of an index takes 60 to 115 bytes of WAL.
    if (is_known) CHECK(loss.at("append_cost").at("wal_bytes_per_event") > 25);
    if (is_known) CHECK(loss.at("append_cost").at("wal_bytes_per_event") < 200);
  }
  // How many are depends on how long a checkpoint takes here.
  CHECK((unknown > 0) == (result.out.find("pays is not known") != std::string::npos));
}

TEST_CASE("an index that nobody reads by is dead weight, and one that is missing is proposed",
          "[pg][explain]") {
  const tests::StoreCopy store{"reference"};
  store.remove("indexes/domain_events_stream_idx.sql");
  store.write("indexes/domain_events_type_idx.sql",
              "-- read by: nothing in the catalogue\n"
              "CREATE INDEX domain_events_type_idx ON domain_events (event_type);\n");
  const SeededDatabase seeded = SeededDatabase::create_or_skip(store.path());
  tests::plan_as_on_our_server(seeded.database());
  const tests::TemporaryDirectory directory;

  const ProgramResult result =
      seeded.run("plan-review", {"--store", store.path(), "--mutate", "--mode", "generic",
                                 "--filter", "append_events/new_10$|read_stream_batch/cold",
                                 "--out", directory / "plans.json"});

  INFO(result.out << result.err);
  CHECK(result.exit_code == 5);
  const nlohmann::json mutation = mutation_in(directory / "plans.json");
  const nlohmann::json* unread = loss_of(mutation, "domain_events_type_idx");
  REQUIRE(unread != nullptr);
  CHECK(unread->at("noticed_by").empty());
  CHECK_THAT(result.out, ContainsSubstring("nobody notices: dead weight"));
  REQUIRE(mutation.at("proposals").size() == 1);
  const nlohmann::json& proposal = mutation.at("proposals").at(0);
  CHECK(proposal.at("statement") ==
        "CREATE INDEX ON domain_events (tenant_key, transaction_id, global_position)");
  CHECK_FALSE(proposal.at("mends").empty());
  CHECK(proposal.at("buffers_after") < proposal.at("buffers_before"));
  CHECK(proposal.at("bytes") > 100'000);
}

TEST_CASE("a statement that does not end in time without its index counts as noticed",
          "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  tests::plan_as_on_our_server(seeded.database());

  const ProgramResult result = seeded.run(
      "plan-review",
      {"--mutate", "--mutate-ms", "1", "--mode", "custom", "--filter", "load_aggregate/hot_1000$"});

  INFO(result.out << result.err);
  CHECK_THAT(result.out, ContainsSubstring("the statement runs"));
}

TEST_CASE("buffers that grow with the table make a review with --grow fail", "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip("eaf-v1");

  const ProgramResult result =
      seeded.run("plan-review", {"--store", "eaf-v1", "--grow", "--mode", "generic", "--filter",
                                 "create_token_at/middle|load_snapshot/hot"});

  INFO(result.out << result.err);
  CHECK(result.exit_code == 5);
  CHECK_THAT(result.out, ContainsSubstring("--grow: as at 2,000 events, the buffers of the rows"));
  CHECK_THAT(result.out, ContainsSubstring("grows with the table"));
  CHECK_THAT(result.out, !ContainsSubstring("FAIL load_snapshot"));
}

}  // namespace eventstore
