// The schedule's times are real ones, so these runs are short, and nothing is asked of how long
// anything took but that nothing came before it was due.

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "bench/load/scenario_file.hpp"
#include "bench/load/schedule.hpp"

using namespace eventstore;
using load::Scenario;
using load::Schedule;
using load::Work;
using measure::Clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

Scenario scenario_of(const std::string& population) {
  return load::parse_scenario(R"(
question = "?"
[[phase]]
name = "hold"
length = "200 ms"
[[population]]
name = "users"
mix = { "pull" = 1 }
)" + population,
                              "test.toml", "test");
}

}  // namespace

TEST_CASE("every arrival is taken once, when it is due and not before", "[unit][load]") {
  const Scenario scenario = scenario_of("rate = 5000\narrivals = \"constant\"");
  Schedule schedule{scenario, 1, Clock::now(), seconds{10}};
  std::atomic<int> taken{0};
  std::atomic<int> too_early{0};
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] {
      while (const auto work = schedule.take()) {
        ++taken;
        if (Clock::now() < work->due) ++too_early;
        schedule.rest(*work->user, Clock::now());
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  CHECK(taken == 1000);
  CHECK(too_early == 0);
  CHECK(schedule.leftovers().empty());
  CHECK(schedule.backlog(Clock::now()) == 0);
}

TEST_CASE("a user has one piece of work at a time", "[unit][load]") {
  const Scenario scenario = scenario_of("users = 8\nthink = \"1 ms\"");
  Schedule schedule{scenario, 1, Clock::now(), seconds{10}};
  std::map<const load::User*, std::atomic<int>> at_work;
  std::mutex mutex;
  std::atomic<int> most{0};
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] {
      while (const auto work = schedule.take()) {
        std::atomic<int>* count = nullptr;
        {
          const std::lock_guard lock{mutex};
          count = &at_work[work->user];
        }
        if (++*count > 1) most = 2;
        std::this_thread::yield();
        --*count;
        schedule.rest(*work->user, Clock::now());
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  CHECK(most == 0);
  CHECK(at_work.size() == 8);
}

TEST_CASE("what was due and not taken within the grace is left over", "[unit][load]") {
  const Scenario scenario = scenario_of("rate = 1000\narrivals = \"constant\"");
  Schedule schedule{scenario, 1, Clock::now() - milliseconds{300}, milliseconds{50}};
  CHECK(schedule.backlog(Clock::now()) == 200);
  CHECK_FALSE(schedule.take());
  const auto left = schedule.leftovers();
  CHECK(left.size() == 200);
  CHECK(left.front().due < left.back().due);
}

TEST_CASE("within the grace, what was due before the end is still given out", "[unit][load]") {
  const Scenario scenario = scenario_of("rate = 100\narrivals = \"constant\"");
  Schedule schedule{scenario, 1, Clock::now() - milliseconds{300}, seconds{60}};
  int taken = 0;
  while (const auto work = schedule.take()) {
    ++taken;
    CHECK_FALSE(work->overslept);
    schedule.rest(*work->user, Clock::now());
  }
  CHECK(taken == 20);
  CHECK(schedule.leftovers().empty());
}

TEST_CASE("a stopped schedule lets its workers go, and what was not due yet is not left over",
          "[unit][load]") {
  const Scenario scenario = scenario_of("rate = 20");
  Schedule schedule{scenario, 1, Clock::now() + seconds{600}, seconds{1}};
  std::vector<std::thread> workers;
  std::atomic<int> taken{0};
  for (int i = 0; i < 3; ++i) {
    workers.emplace_back([&] {
      while (schedule.take()) ++taken;
    });
  }
  schedule.stop();
  for (std::thread& worker : workers) worker.join();
  CHECK(taken == 0);
  CHECK(schedule.leftovers().empty());
}

TEST_CASE("a closed loop's users who are not active yet are not due", "[unit][load]") {
  const Scenario scenario = scenario_of("users = [0, 4]");
  Schedule schedule{scenario, 1, Clock::now() - milliseconds{101}, seconds{10}};
  // At half of the ramp two of the four are there, and later ones come while we look.
  CHECK(schedule.backlog(schedule.start() + milliseconds{101}) == 2);
  CHECK(schedule.backlog(schedule.start() + milliseconds{199}) == 3);
}
