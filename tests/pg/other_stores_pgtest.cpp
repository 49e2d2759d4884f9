// Layouts that nobody wrote checks for: SQL alone, judged by the default rules.

#include <fstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/built_paths.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using tests::ProgramResult;
using tests::SeededDatabase;

// Alone: other tests' checkpoints would be in the price of an index.
TEST_CASE("streams and events in two tables pass, and fail without the index of the streams",
          "[pg][explain]") {
  const std::string store = tests::source_directory() + "/tests/stores/marten-like";
  const SeededDatabase seeded = SeededDatabase::create_or_skip(store);
  tests::plan_as_on_our_server(seeded.database());
  const tests::TemporaryDirectory directory;

  const ProgramResult whole = seeded.run("plan-review", {"--store", store});
  INFO(whole.out << whole.err);
  CHECK(whole.exit_code == 0);

  seeded.change("DROP INDEX mt_events_stream_version");
  const ProgramResult without = seeded.run(
      "plan-review",
      {"--store", store, "--allow-differences", "--mutate", "--mode", "custom,generic", "--filter",
       "append_to_stream/new_100|fetch_stream", "--out", directory / "plans.json"});
  INFO(without.out << without.err);
  CHECK(without.exit_code == 5);
  CHECK_THAT(without.out, ContainsSubstring("FAIL fetch_stream: 6 of 6 plans") &&
                              ContainsSubstring("default: never seq_scan(mt_events)") &&
                              ContainsSubstring("default: tenant(mt_events)"));
  const auto mutation =
      nlohmann::json::parse(std::ifstream{directory / "plans.json"}).at("mutation");
  bool knows_streams = false;
  for (const nlohmann::json& loss : mutation.at("losses")) {
    knows_streams = knows_streams || loss.at("index") == "pk_mt_streams";
    if (loss.at("index") != "pk_mt_events") continue;
    // Of both statements of the append, and for each of its events.
    CHECK(loss.at("append_cost").at("wal_bytes_per_event") > 30);
    CHECK(loss.at("append_cost").at("wal_bytes_per_event") < 300);
  }
  CHECK(knows_streams);
  REQUIRE(mutation.at("proposals").size() == 1);
  const nlohmann::json& proposal = mutation.at("proposals").at(0);
  CHECK(proposal.at("statement") == "CREATE INDEX ON mt_events (tenant_id, stream_id, version)");
  CHECK(proposal.at("mends").size() == 6);
}

TEST_CASE("an index on an expression is known, and proposed where it is missing",
          "[pg][explain][beside]") {
  const tests::StoreCopy store{"tests/stores/message-db-like"};
  const SeededDatabase seeded = SeededDatabase::create_or_skip(store.path());
  tests::plan_as_on_our_server(seeded.database());
  const tests::TemporaryDirectory directory;

  const ProgramResult whole = seeded.run("plan-review", {"--store", store.path()});
  INFO(whole.out << whole.err);
  CHECK(whole.exit_code == 0);

  // One message in five is of the category, which is no finding by default.
  store.replace("operations/get_category_messages.sql", "-- @rows ",
                "-- @plan never filter(events)\n-- @rows ");
  const auto review = [&] {
    return seeded.run(
        "plan-review",
        {"--store", store.path(), "--allow-differences", "--mutate", "--mode", "generic",
         "--filter", "get_category_messages/(tail|middle)", "--out", directory / "plans.json"});
  };
  const ProgramResult with = review();
  INFO(with.out << with.err);
  CHECK(with.exit_code == 0);
  seeded.change("DROP INDEX messages_category");
  const ProgramResult without = review();
  INFO(without.out << without.err);
  CHECK(without.exit_code == 5);
  const auto mutation =
      nlohmann::json::parse(std::ifstream{directory / "plans.json"}).at("mutation");
  REQUIRE(mutation.at("proposals").size() == 1);
  const nlohmann::json& proposal = mutation.at("proposals").at(0);
  CHECK(proposal.at("statement") ==
        "CREATE INDEX ON messages (category(stream_name), global_position)");
  CHECK(proposal.at("mends").size() == 2);
}

TEST_CASE("the layouts that the reference store is held against are measured, and their plans pass",
          "[pg][explain][beside]") {
  const std::string name = GENERATE("axon-jdbc-like", "emmett-like");
  const std::string store = tests::source_directory() + "/tests/stores/" + name;
  const SeededDatabase seeded = SeededDatabase::create_or_skip(store);
  tests::plan_as_on_our_server(seeded.database());

  const ProgramResult review = seeded.run("plan-review", {"--store", store});
  INFO(name << review.out << review.err);
  CHECK(review.exit_code == 0);
  CHECK_THAT(review.out, ContainsSubstring(" plans, 0 failed, "));

  const ProgramResult bench = seeded.run(
      "eventstore_bench", {"--store", store, "--warm-up", "0", "--benchmark_min_time=0.001"});
  INFO(bench.out << bench.err);
  CHECK(bench.exit_code == 0);
}

}  // namespace eventstore
