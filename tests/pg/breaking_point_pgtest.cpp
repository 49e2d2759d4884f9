// eventstore_load breaking-point as a user runs it, small: what it finds, what it refuses.

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/document.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<std::string> arguments(const std::string& operation, const std::string& slo) {
  return {"breaking-point", "--operation", operation,  "--slo", slo, "--connections", "4",
          "--start-rate",   "20",          "--window", "0.1"};
}

/// On a machine that is busy with other things the generator may be the limit: that is told too.
bool is_generator(const ProgramResult& result) {
  return result.exit_code == 7 && result.out.find("NO VERDICT") != std::string::npos;
}

}  // namespace

TEST_CASE("breaking-point finds a rate beyond which a threshold breaks, and the books are right",
          "[pg][load]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  const std::string file = directory / "point.json";
  // What is asked for breaks by the rate itself, however quick the server is.
  auto with_file = arguments("append_events/new_1", "rate <= 100 /s");
  with_file.insert(with_file.end(), {"--out", file});
  const ProgramResult found = seeded.run("eventstore_load", with_file);
  INFO(found.out << found.err);
  REQUIRE((found.exit_code == 0 || is_generator(found)));
  CHECK_THAT(found.out, ContainsSubstring("append_events/new_1"));
  CHECK_THAT(found.out, ContainsSubstring("Universal Scalability Law"));

  const auto document = result::read_document(file);
  REQUIRE(document.breaking_point);
  const result::BreakingPoint& point = *document.breaking_point;
  CHECK(static_cast<int>(document.exit_code) == found.exit_code);
  CHECK(point.ledger.acknowledged > 0);
  CHECK(point.ledger.stored == point.ledger.acknowledged);
  CHECK(point.violations.empty());
  CHECK(point.scaling.windows.size() == 9);
  CHECK(point.scaling.is_fitted);
  REQUIRE(point.windows.size() >= 2);
  CHECK(point.windows.front().target_rate == 20.0);
  CHECK_FALSE(point.observation.wait_events.empty());
  if (found.exit_code != 0) return;
  REQUIRE(point.highest_rate);
  CHECK(*point.highest_rate < 1000.0);
  CHECK(std::any_of(point.windows.begin(), point.windows.end(), [&](const auto& window) {
    return window.look == "confirm" && window.verdict == "held" &&
           window.target_rate == *point.highest_rate;
  }));
}

TEST_CASE(
    "breaking-point says so when not even the start holds, and refuses what it cannot look for",
    "[pg][load]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const ProgramResult found =
      seeded.run("eventstore_load", arguments("find_event", "p50 < 0.001 us"));
  INFO(found.out << found.err);
  CHECK((found.exit_code == 3 || is_generator(found)));
  CHECK_THAT(found.out, ContainsSubstring("find_event/known_hot"));

  const auto complaint = [&](const std::string& operation, const std::string& slo) {
    const ProgramResult result = seeded.run("eventstore_load", arguments(operation, slo));
    CHECK(result.exit_code == 2);
    return result.err;
  };
  CHECK_THAT(complaint("find_events", "p99 < 1 s"), ContainsSubstring("find_event"));
  CHECK_THAT(complaint("append_events/stale", "p99 < 1 s"), ContainsSubstring("refused"));
  CHECK_THAT(complaint("find_event", "p99 in hold < 1 s"), ContainsSubstring("no phase"));
  CHECK_THAT(complaint("find_event", "quickly"), ContainsSubstring("p95 < 500 ms"));
  for (const std::string slo : {"rate >= 200 /s", "journeys > 90 %", "p95 visibility < 1 s",
                                "p99 > 50 ms", "p95 resolution < 5 ms"}) {
    CHECK_THAT(complaint("find_event", slo), ContainsSubstring("write it as 'p99 < 50 ms'"));
  }
  std::vector<std::string> of_cold = arguments("find_event", "p99 < 1 s");
  of_cold.insert(of_cold.end(), {"--tenants", "cold"});
  const ProgramResult tenants = seeded.run("eventstore_load", of_cold);
  CHECK(tenants.exit_code == 2);
  CHECK_THAT(tenants.err, ContainsSubstring("take another case"));
}

}  // namespace eventstore::tests
