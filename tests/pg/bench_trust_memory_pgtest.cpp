// A client's memory for one read: bounded when events are streamed, and not when they come at once.

#include <algorithm>
#include <cstdint>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bench/trust/memory_curve.hpp"
#include "tests/support/scratch_database.hpp"

using namespace eventstore;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;
using trust::ReadBy;

TEST_CASE("memory grows with a full result, and not with a stream", "[pg][trust][memory]") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  SKIP("a sanitizer keeps what was freed, so resident memory says nothing of the program's own");
#endif
  const auto scratch = ScratchDatabase::create_or_skip();
  const trust::ScratchStore store{scratch.database(), "reference-position", 20'000};
  const auto growth = [&](ReadBy read_by, std::int64_t limit) {
    const trust::MemoryUse use = trust::memory_use(store, read_by, limit);
    CHECK(use.events == limit);
    CHECK(use.content > 100 * limit);
    return use.peak_growth;
  };
  const std::int64_t full_small = growth(ReadBy::full_result, 1000);
  const std::int64_t full_large = growth(ReadBy::full_result, 20'000);
  const std::int64_t streamed_small = growth(ReadBy::streaming, 1000);
  const std::int64_t streamed_large = growth(ReadBy::streaming, 20'000);
  CAPTURE(full_small, full_large, streamed_small, streamed_large);
  CHECK(full_large > 10 * full_small);
  // Twenty times as many events take no more than twice as much; less than a megabyte is a few
  // large rows in the one or the other.
  constexpr std::int64_t few_rows = 1'000'000;
  CHECK(streamed_large <= 2 * std::max(streamed_small, few_rows));
  CHECK(full_large > 10 * streamed_large);
}

TEST_CASE("the table of memory has a line for each number of events", "[pg][trust][memory]") {
  const auto scratch = ScratchDatabase::create_or_skip();
  const auto points =
      trust::measure_memory({.database = {}, .limits = {10, 500}, .runs = 1}, scratch.database());
  REQUIRE(points.size() == 2);
  CHECK(points.front().events == 10);
  CHECK(points.back().content > points.front().content);
  CHECK_THAT(trust::memory_text(points), ContainsSubstring("500"));
}
