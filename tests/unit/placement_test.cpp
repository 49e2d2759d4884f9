// Which cores client and server are put on, as far as it takes no server.

#include "bench/placement.hpp"

#include <string>
#include <thread>

#include <CLI/CLI.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sched.h>
#include <unistd.h>

#include "bench/pin_option.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::tests {

using namespace eventstore::bench;

namespace {

/// Of the calling thread.
int core_count() {
  cpu_set_t set;
  CPU_ZERO(&set);
  REQUIRE(sched_getaffinity(0, sizeof set, &set) == 0);
  return CPU_COUNT(&set);
}

}  // namespace

TEST_CASE("a thread stays on one core for as long as it is placed", "[unit][placement]") {
  const int before = core_count();
  REQUIRE(cores_to_use() == static_cast<std::size_t>(before));
  {
    const Placement placement{Pin::same};
    CHECK(core_count() == 1);
    CHECK_THAT(placement.description(), Catch::Matchers::StartsWith("client and server on core "));
    // Which cores there are is not asked of a thread that has been moved.
    CHECK(cores_to_use() == static_cast<std::size_t>(before));
  }
  CHECK(core_count() == before);
  const Placement nowhere{Pin::none};
  CHECK(core_count() == before);
}

TEST_CASE("connections whose indices are apart by the cores have the same one",
          "[unit][placement]") {
  const auto core_of = [](std::size_t index) {
    int core = -1;
    std::thread{[&] {
      pin_thread(Pin::same, index);
      core = sched_getcpu();
    }}.join();
    return core;
  };
  CHECK(core_of(0) == core_of(cores_to_use()));
  if (cores_to_use() > 1) CHECK(core_of(0) != core_of(1));
}

TEST_CASE("two cores are asked for only where there are two", "[unit][placement]") {
  CHECK_NOTHROW(check_cores(Pin::same));
  if (cores_to_use() > 1) {
    CHECK_NOTHROW(check_cores(Pin::apart));
  } else {
    CHECK_THROWS_AS(check_cores(Pin::apart), UsageError);
  }
}

TEST_CASE("a process that serves no such database is left where it is", "[unit][placement]") {
  const int before = core_count();
  CHECK_FALSE(pin_backend(Pin::same, 0, getpid(), "postgres"));
  CHECK(core_count() == before);
  CHECK(pin_backend(Pin::none, 0, getpid(), "postgres"));

  Placement placement{Pin::same};
  placement.place_backend(getpid(), "postgres");
  CHECK_THAT(placement.description(),
             Catch::Matchers::EndsWith(", the server's processes could not be moved"));
}

TEST_CASE("where to pin is taken in any case, and nothing else is", "[unit][placement]") {
  CLI::App app;
  Pin pin = Pin::same;
  add_pin_option(app, pin);
  app.parse("--pin APART");
  CHECK(pin == Pin::apart);
  app.parse("");
  CHECK(pin == Pin::apart);
  CHECK_THROWS_AS(app.parse("--pin somewhere"), CLI::ParseError);
  CHECK_THAT(app.help(), Catch::Matchers::ContainsSubstring("none, same or apart=same"));
}

}  // namespace eventstore::tests
