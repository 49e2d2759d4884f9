#include "bench/load/session_checks.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <exception>
#include <latch>
#include <mutex>
#include <numeric>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "bench/load/pooled_sessions.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/random/random.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::load {

using engine::EventStorageEngine;
using engine::PoolCounts;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds at_once{0};

/// How many users ended in which way.
using Outcomes = std::array<std::atomic<std::int64_t>, all_outcomes.size()>;

std::int64_t of(const Outcomes& outcomes, Outcome outcome) {
  return outcomes[static_cast<std::size_t>(outcome)];
}

/// A thread for each; `act(i)` says how it ended.
class Crowd {
 public:
  template <typename Act>
  Crowd(int count, const Act& act) {
    for (int i = 0; i < count; ++i) {
      threads_.emplace_back([this, act, i] {
        try {
          ++outcomes_[static_cast<std::size_t>(act(i))];
        } catch (...) {
          const std::lock_guard lock{mutex_};
          if (!failure_) failure_ = std::current_exception();
        }
      });
    }
  }
  ~Crowd() { join(); }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  /// Waits for all.  Throws what one of them threw.
  const Outcomes& outcomes() {
    join();
    if (failure_) std::rethrow_exception(failure_);
    return outcomes_;
  }

 private:
  void join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::exception_ptr failure_;
  Outcomes outcomes_{};
};

/// Counts down when it goes, whatever happens before.
class Arrival {
 public:
  explicit Arrival(std::latch& latch) : latch_(&latch) {}
  ~Arrival() { now(); }
  Arrival(const Arrival&) = delete;
  Arrival& operator=(const Arrival&) = delete;
  void now() {
    if (auto* latch = std::exchange(latch_, nullptr)) latch->count_down();
  }

 private:
  std::latch* latch_;
};

class SessionChecks {
 public:
  SessionChecks(const Scenario& scenario, const dataset::SeededStore& store, std::uint64_t seed)
      : scenario_(scenario),
        asked_(*scenario.sessions),
        store_(store),
        seed_(seed),
        patience_(std::chrono::duration_cast<milliseconds>(scenario.acquire_timeout)) {}

  [[nodiscard]] std::vector<result::LoadCheck> run() {
    for (const int capacity : asked_.capacities) check_capacity(capacity);
    check_lives();
    check_close();
    check_outcomes();
    return std::move(checks_);
  }

 private:
  void begin(const std::string& part) {
    stop_if_interrupted();
    part_ = part;
  }

  void check(const std::string& what, std::int64_t expected, std::int64_t counted) {
    checks_.push_back(
        {.check = fmt::format("{}: {}", part_, what), .expected = expected, .counted = counted});
  }

  /// What has to be so after each part, with the pool closed.
  void check_end(PooledSessions& sessions) {
    const bool is_closed = sessions.pool().close(patience_);
    const PoolCounts counts = sessions.pool().counts();
    if (counts.failed > 0) {
      throw Failure(
          fmt::format("{}: {} connections could not be made; the server needs "
                      "max_connections for all sessions of the scenario",
                      part_, counts.failed));
    }
    check("sessions that the closed pool still has", 0, is_closed ? 0 : counts.in_use);
    check("sessions left on the server", 0, sessions.left_on_server());
    check("octets of metadata left", 0, sessions.metadata_bytes());
  }

  void check_capacity(int capacity) {
    begin(fmt::format("capacity {}", capacity));
    PooledSessions sessions{scenario_, store_, capacity};
    const int users = capacity + asked_.overflow;
    std::latch answered{users};
    std::latch looked_at{1};
    Crowd crowd{users, [&](int) {
                  Arrival arrival{answered};
                  return sessions.use(at_once, [&](EventStorageEngine&) {
                    arrival.now();
                    looked_at.wait();
                    return Outcome::ok;
                  });
                }};
    answered.wait();
    Arrival look{looked_at};  // Whatever happens: they wait for it.
    const std::int64_t on_server = sessions.on_server();
    const std::int64_t held = sessions.metadata_bytes();
    look.now();
    const Outcomes& outcomes = crowd.outcomes();
    check("users with a session", capacity, of(outcomes, Outcome::ok));
    check("users that were rejected", asked_.overflow, of(outcomes, Outcome::rejected));
    check("rejections that the pool has counted", asked_.overflow,
          static_cast<std::int64_t>(sessions.pool().counts().rejected));
    check("sessions that the server counts", capacity, on_server);
    check("octets of metadata held", capacity * asked_.metadata_bytes, held);
    check_end(sessions);
  }

  void check_lives() {
    begin(fmt::format("{} lives", asked_.lives));
    PooledSessions sessions{scenario_, store_, scenario_.pool};
    Crowd crowd{asked_.lives, [&](int user) {
                  const std::uint64_t bits = random_bits(seed_, static_cast<std::uint64_t>(user));
                  return sessions.use(patience_, [&](EventStorageEngine& engine) {
                    return sessions.read_a_little(engine, bits);
                  });
                }};
    check("lives that went well", asked_.lives, of(crowd.outcomes(), Outcome::ok));
    const PoolCounts counts = sessions.pool().counts();
    check("sessions acquired", asked_.lives, static_cast<std::int64_t>(counts.acquired));
    check("sessions released", asked_.lives, static_cast<std::int64_t>(counts.released));
    check("sessions above the limit", 0, std::max(counts.most_open - scenario_.pool, 0));
    check_end(sessions);
  }

  void check_close() {
    begin(fmt::format("closed under {}", asked_.active));
    // With room for others, so that nobody is rejected because the pool is full.
    PooledSessions sessions{scenario_, store_, asked_.active * 2};
    std::latch active{asked_.active};
    std::latch closed{1};
    Crowd crowd{asked_.active, [&](int user) {
                  Arrival arrival{active};
                  const std::uint64_t bits = random_bits(seed_, static_cast<std::uint64_t>(user));
                  return sessions.use(patience_, [&](EventStorageEngine& engine) {
                    const Outcome before = sessions.read_a_little(engine, bits);
                    arrival.now();
                    closed.wait();
                    const Outcome after = sessions.read_a_little(engine, bits);
                    return before == Outcome::ok ? after : before;
                  });
                }};
    active.wait();
    Arrival closing{closed};
    const bool was_empty = sessions.pool().close(at_once);
    const std::int64_t in_use = sessions.pool().counts().in_use;
    Crowd newcomers{asked_.active, [&](int) {
                      return sessions.use(at_once, [](EventStorageEngine&) { return Outcome::ok; });
                    }};
    const std::int64_t rejected = of(newcomers.outcomes(), Outcome::rejected);
    closing.now();
    check("active when it was closed", asked_.active, was_empty ? 0 : in_use);
    check("newcomers that were rejected", asked_.active, rejected);
    check("active that finished well", asked_.active, of(crowd.outcomes(), Outcome::ok));
    check_end(sessions);
    const PoolCounts counts = sessions.pool().counts();
    check("sessions made and closed", static_cast<std::int64_t>(counts.created),
          static_cast<std::int64_t>(counts.closed));
  }

  void check_outcomes() {
    begin(fmt::format("{} requests", asked_.requests));
    PooledSessions sessions{scenario_, store_, scenario_.pool};
    const std::vector<Outcome> wanted = planned();
    std::atomic<std::size_t> next{0};
    Outcomes outcomes{};
    Crowd crowd{scenario_.pool, [&](int) {
                  for (std::size_t i = next++; i < wanted.size(); i = next++) {
                    const Outcome outcome =
                        sessions.use(patience_, [&](EventStorageEngine& engine) {
                          return request(sessions, engine, wanted[i], random_bits(seed_, i));
                        });
                    ++outcomes[static_cast<std::size_t>(outcome)];
                  }
                  return Outcome::ok;
                }};
    static_cast<void>(crowd.outcomes());
    for (const Outcome outcome : all_outcomes) {
      const auto asked = std::count(wanted.begin(), wanted.end(), outcome);
      const std::int64_t counted = of(outcomes, outcome);
      if (asked > 0 || counted > 0) check(std::string{name_of(outcome)}, asked, counted);
    }
    check("sessions that became unfit by it", 0,
          static_cast<std::int64_t>(sessions.pool().counts().unfit));
    check_end(sessions);
  }

  /// The outcome of each request, mixed.
  [[nodiscard]] std::vector<Outcome> planned() const {
    const auto share = [&](int percent) {
      return static_cast<std::size_t>(asked_.requests * percent / 100);
    };
    std::vector<Outcome> wanted(static_cast<std::size_t>(asked_.requests), Outcome::ok);
    const auto errors_end = std::fill_n(wanted.begin(), share(asked_.errors), Outcome::other_error);
    std::fill_n(errors_end, share(asked_.timeouts), Outcome::timeout);
    for (std::size_t i = wanted.size(); i > 1; --i) {
      std::swap(wanted[i - 1], wanted[below(random_bits(seed_, i), i)]);
    }
    return wanted;
  }

  /// Makes the server answer in this way; what it has answered.
  [[nodiscard]] Outcome request(const PooledSessions& sessions, EventStorageEngine& engine,
                                Outcome wanted, std::uint64_t bits) const {
    if (wanted == Outcome::ok) return sessions.read_a_little(engine, bits);
    pg::Wire& wire = engine.wire();
    if (wanted == Outcome::other_error) return outcome_of(wire, "load_failing");
    constexpr milliseconds soon{20};
    wire.set("statement_timeout", pg::timeout_text(soon));
    const Outcome outcome = outcome_of(wire, "load_slow");
    wire.set("statement_timeout", pg::timeout_text(scenario_.statement_timeout));
    return outcome;
  }

  static Outcome outcome_of(pg::Wire& wire, const std::string& statement) {
    const pg::Reply reply = wire.run(catalogue::harness_sql(statement));
    return reply.ok() ? Outcome::ok : outcome_of_sqlstate(reply.sqlstate());
  }

  const Scenario& scenario_;
  const Sessions& asked_;
  const dataset::SeededStore& store_;
  const std::uint64_t seed_;
  const milliseconds patience_;  ///< For a session.
  std::string part_;
  std::vector<result::LoadCheck> checks_;
};

}  // namespace

result::LoadResult check_sessions(const Scenario& scenario, const dataset::SeededStore& store,
                                  std::uint64_t seed) {
  result::LoadResult load{
      .scenario = scenario.name, .question = scenario.question, .pool = scenario.pool};
  load.checks = SessionChecks{scenario, store, seed}.run();
  return load;
}

}  // namespace eventstore::load
