#include "bench/load/pulled_sample.hpp"

#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>

using namespace eventstore;
using load::PulledSample;

TEST_CASE("a sample keeps all it sees, up to its limit", "[unit][load]") {
  PulledSample sample{1, 3};
  sample.see("a", "7");
  sample.see("b", "8");
  REQUIRE(sample.events().size() == 2);
  CHECK(sample.events()[1].event_id == "b");
  CHECK(sample.events()[1].tenant == "8");
}

TEST_CASE("beyond its limit a sample gives each event the same chance", "[unit][load]") {
  constexpr std::size_t kept = 100;
  constexpr int seen = 10'000;
  PulledSample sample{7, kept};
  for (int i = 0; i < seen; ++i) sample.see(std::to_string(i), "1");
  REQUIRE(sample.events().size() == kept);
  std::set<std::string> different;
  int late = 0;
  for (const load::Pulled& event : sample.events()) {
    different.insert(event.event_id);
    if (std::stoi(event.event_id) >= seen / 2) ++late;
  }
  CHECK(different.size() == kept);
  // Half of them in expectation; so far off is less likely than one in a million.
  CHECK(late > 25);
  CHECK(late < 75);
}
