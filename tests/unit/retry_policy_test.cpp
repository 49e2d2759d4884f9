// How often something is tried, and how long is waited in between.

#include "core/engine/retry_policy.hpp"

#include <chrono>
#include <csignal>
#include <limits>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "core/random/random.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

using namespace eventstore;
using namespace eventstore::engine;

namespace {

using Waits = std::vector<std::chrono::microseconds>;

constexpr std::uint64_t no_jitter = 0;
constexpr std::uint64_t most_jitter = std::numeric_limits<std::uint64_t>::max();

/// Attempts that end as told, one after another; and what was waited.
struct Play {
  std::vector<Outcome> outcomes;
  std::size_t attempts = 0;
  Waits waits = {};
  AttemptCounts counts = {};

  Outcome run(const RetryPolicy& policy, std::uint64_t seed = 1, Access access = Access::writes) {
    attempts = 0;
    waits.clear();
    return with_retries(
        policy, seed, counts, [&] { return outcomes.at(attempts++); },
        [&](std::chrono::microseconds wait) { waits.push_back(wait); }, access);
  }
};

const std::vector<Outcome> always_deadlock(100, Outcome::deadlock);

}  // namespace

TEST_CASE("waits double from the first to the longest", "[unit][retry]") {
  const RetryPolicy policy{.first_wait = std::chrono::microseconds{1000},
                           .longest_wait = std::chrono::microseconds{7000}};
  Waits waits;
  for (int next = 2; next <= 7; ++next) waits.push_back(wait_before(policy, next, no_jitter));
  using us = std::chrono::microseconds;
  CHECK(waits == Waits{us{1000}, us{2000}, us{4000}, us{7000}, us{7000}, us{7000}});
}

TEST_CASE("a wait is shortened by at most half, and never too long", "[unit][retry]") {
  const RetryPolicy policy;
  for (int next = 2; next <= 40; ++next) {
    const auto longest = wait_before(policy, next, no_jitter);
    CHECK(longest <= policy.longest_wait);
    CHECK(wait_before(policy, next, most_jitter) == longest - longest / 2);
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const auto wait = wait_before(policy, next, random_bits(seed, 7));
      CHECK(wait <= longest);
      CHECK(wait >= longest - longest / 2);
    }
  }
}

TEST_CASE("extreme policies give waits without overflow", "[unit][retry]") {
  using us = std::chrono::microseconds;
  const us most = us::max();
  CHECK(wait_before({.first_wait = us{1}, .longest_wait = most}, 1'000'000, no_jitter) == most);
  CHECK(wait_before({.first_wait = us{0}, .longest_wait = most}, 1'000'000'000, 9) == us{0});
  CHECK(wait_before({.first_wait = us{50}, .longest_wait = us{20}}, 2, no_jitter) == us{20});
  CHECK(wait_before({.first_wait = us{50}, .longest_wait = us{-1}}, 2, most_jitter) == us{0});
}

TEST_CASE("equal seeds wait equally long, others do not", "[unit][retry]") {
  const RetryPolicy policy{.attempts = 8};
  Play first{always_deadlock};
  Play again{always_deadlock};
  Play other{always_deadlock};
  static_cast<void>(first.run(policy, 1));
  static_cast<void>(again.run(policy, 1));
  static_cast<void>(other.run(policy, 2));
  CHECK(first.waits.size() == 7);
  CHECK(first.waits == again.waits);
  CHECK(first.waits != other.waits);
}

TEST_CASE("what the server has rolled back is tried again until it passes", "[unit][retry]") {
  Play play{{Outcome::serialization_failure, Outcome::deadlock, Outcome::timeout, Outcome::ok}};
  CHECK(play.run({}) == Outcome::ok);
  CHECK(play.attempts == 4);
  CHECK(play.waits.size() == 3);
  CHECK(play.counts.attempts() == 4);
  CHECK(play.counts.issued() == 4);
  CHECK(play.counts.of(2, Outcome::deadlock) == 1);
  CHECK(play.counts.of(4, Outcome::ok) == 1);
}

TEST_CASE("attempts are bounded, and the last outcome is the one that counts", "[unit][retry]") {
  for (const int attempts : {-1, 0, 1, 2, 5}) {
    CAPTURE(attempts);
    Play play{always_deadlock};
    CHECK(play.run({.attempts = attempts}) == Outcome::deadlock);
    const std::size_t made = attempts < 1 ? 1 : static_cast<std::size_t>(attempts);
    CHECK(play.attempts == made);
    CHECK(play.waits.size() == made - 1);
    CHECK(play.counts.issued() == made);
  }
}

TEST_CASE("what would end the same is not tried again; a lost connection only by readers",
          "[unit][retry]") {
  for (const Outcome outcome : all_outcomes) {
    for (const Access access : {Access::reads, Access::writes}) {
      CAPTURE(name_of(outcome), access == Access::reads);
      Play play{std::vector<Outcome>(3, outcome)};
      CHECK(play.run({.attempts = 3}, 1, access) == outcome);
      CHECK(play.attempts == (may_retry(outcome, access) ? 3U : 1U));
    }
  }
}

TEST_CASE("counts by attempt add up, and are added to others", "[unit][retry]") {
  Play play{{Outcome::deadlock, Outcome::deadlock, Outcome::ok}};
  for (int i = 0; i < 10; ++i) CHECK(play.run({}) == Outcome::ok);
  play.outcomes = {Outcome::timeout, Outcome::version_conflict};
  CHECK(play.run({}) == Outcome::version_conflict);
  AttemptCounts all;
  all.add(1, Outcome::ok);
  all.merge(play.counts);
  all.merge(AttemptCounts{});
  CHECK(all.attempts() == 3);
  CHECK(all.issued(1) == 12);
  CHECK(all.issued(2) == 11);
  CHECK(all.issued(3) == 10);
  CHECK(all.issued() == 33);
  CHECK(all.of(1, Outcome::ok) == 1);
  CHECK(all.of(1, Outcome::timeout) == 1);
  CHECK(all.of(2, Outcome::version_conflict) == 1);
  CHECK(all.of(0, Outcome::ok) + all.of(4, Outcome::ok) + all.issued(0) + all.issued(4) == 0);
  for (int attempt = 1; attempt <= all.attempts(); ++attempt) {
    std::uint64_t issued = 0;
    std::uint64_t may_go_on = 0;
    for (const Outcome outcome : all_outcomes) {
      issued += all.of(attempt, outcome);
      if (may_retry(outcome)) may_go_on += all.of(attempt, outcome);
    }
    CHECK(issued == all.issued(attempt));
    CHECK(all.issued(attempt + 1) <= may_go_on);
  }
}

TEST_CASE("an interruption while waiting stops the retries", "[unit][retry]") {
  AttemptCounts counts;
  const auto interrupted_sleep = [](std::chrono::microseconds) { throw Interrupted{}; };
  CHECK_THROWS_AS(with_retries(
                      {}, 1, counts, [] { return Outcome::deadlock; }, interrupted_sleep),
                  Interrupted);
  CHECK(counts.issued() == 1);
}

TEST_CASE("after a signal nothing is waited for and nothing tried again", "[unit][retry]") {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {  // A signal that has come cannot be taken back, so it comes to a child.
    catch_interrupts();
    AttemptCounts counts;
    int status = 1;
    try {
      static_cast<void>(with_retries(
          {}, 1, counts,
          [] {
            std::raise(SIGTERM);
            return Outcome::deadlock;
          },
          [](std::chrono::microseconds) { _exit(2); }));
    } catch (const Interrupted&) {
      status = counts.issued() == 1 ? 0 : 3;
    }
    _exit(status);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
