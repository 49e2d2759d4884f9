// bench_trust visibility, in small: which strategies lose events, and what the verdict makes of it.
// Figures are not looked at.

#include <chrono>
#include <cstdint>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/trust/visibility_cost.hpp"
#include "tests/support/scratch_database.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;
using engine::Visibility;

TEST_CASE("every strategy is measured, and only the naive one loses events",
          "[pg][trust][visibility]") {
  const auto scratch = ScratchDatabase::create_or_skip();
  trust::VisibilityOptions options;
  options.events = 3000;
  options.rounds = 2;
  options.batch = 100;
  options.reads = 3;
  options.connections = {1, 3};
  options.throughput = std::chrono::milliseconds{40};
  options.hold = std::chrono::milliseconds{30};
  options.steps = 200;
  const auto results = trust::measure_visibility(options, scratch.database());

  REQUIRE(results.size() == engine::all_visibilities.size());
  for (const trust::VisibilityResult& row : results) {
    INFO(name_of(row.visibility));
    CHECK(row.tenant_read.count() == 6);
    CHECK(row.all_tenants_read.count() == 6);
    REQUIRE(row.appends.size() == 2);
    for (const auto& [connections, rate] : row.appends) CHECK(rate > 0);
    CHECK(row.append_beside_writer.count() == 2);
    CHECK(row.all_tenants_behind_stranger.count() == 2);
    CHECK(row.deliveries.committed > 20);  // Serialised writers give up where they are blocked.
    CHECK(row.deliveries.repeated == 0);
    CHECK(row.deliveries.stray == 0);
    CHECK(row.deliveries.delivered + row.deliveries.lost == row.deliveries.committed);
    CHECK((row.deliveries.lost > 0) == (row.visibility == Visibility::naive));
  }
  CHECK(trust::verdict_of(results) == ExitCode::success);
  const std::string text = trust::visibility_text(options, results);
  CHECK_THAT(text, ContainsSubstring("`serialised_writers`") && ContainsSubstring("3 connections"));
}
