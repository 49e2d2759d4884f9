// Ctrl-C is heard while a plan is made or told, which takes minutes for the largest ones.
#include <csignal>
#include <functional>

#include <catch2/catch_test_macros.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "generator/describe_plan.hpp"
#include "generator/landmarks.hpp"
#include "generator/plan.hpp"
#include "generator/stream_lengths.hpp"

using namespace eventstore;
using namespace eventstore::seed;

namespace {

/// Whether the work stops when the signal has come before it, in a process of its own: nothing
/// takes the signal back.
bool stops_when_interrupted(const std::function<void()>& work) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    catch_interrupts();
    std::raise(SIGINT);
    try {
      work();
    } catch (const Interrupted&) {
      _exit(0);
    } catch (...) {
      _exit(2);
    }
    _exit(1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("an interrupt stops the planning", "[unit][plan]") {
  CHECK(stops_when_interrupted([] { static_cast<void>(make_plan({.events = 100'000})); }));
  CHECK(stops_when_interrupted(
      [] { static_cast<void>(stream_lengths({.seed = 1, .events = 100'000})); }));
}

TEST_CASE("an interrupt stops what is derived from a plan", "[unit][plan]") {
  const Plan plan = make_plan({.events = 100'000});
  CHECK(stops_when_interrupted([&] {
    dataset::Manifest manifest;
    add_landmarks(manifest, {&plan, 1});
  }));
  CHECK(stops_when_interrupted([&] { static_cast<void>(describe_streams(plan, {})); }));
  CHECK(stops_when_interrupted([&] { static_cast<void>(describe_life_cycles(plan, {})); }));
  CHECK(stops_when_interrupted([&] { static_cast<void>(describe_snapshots(plan, {})); }));
}
