// What is due when, and who does it: work for the worker threads, the earliest first.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <queue>
#include <vector>

#include "bench/load/arrivals.hpp"
#include "bench/load/load_shape.hpp"
#include "bench/load/scenario.hpp"
#include "bench/load/user.hpp"
#include "core/measure/clock.hpp"

namespace eventstore::load {

/// A user's next step, which nobody else has.
struct Work {
  User* user = nullptr;
  measure::Instant due = {};
  /// How late the worker woke up that had slept when it became due: what the generator itself adds.
  std::optional<measure::Duration> overslept;
};

/// What became due and was not begun.
struct Leftover {
  std::size_t population = 0;
  measure::Instant due = {};
};

/// For many threads.  Every piece of work that becomes due before the end of the scenario is taken,
/// or left over.
class Schedule {
 public:
  /// Work that is due before the end is given out for `grace` longer.  Users are made as they are
  /// needed.  `scenario` must outlive it.
  Schedule(const Scenario& scenario, std::uint64_t seed, measure::Instant start,
           measure::Duration grace);
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;

  /// Waits until something is due.  Nothing: all is done, the grace is over, or `stop` was called.
  [[nodiscard]] std::optional<Work> take();

  /// The user has another step after this one, due then.
  void go_on(User& user, measure::Instant due);

  /// The user's journey is over, at this time: it thinks, or waits for the next arrival.
  void rest(User& user, measure::Instant now);

  /// From now on there is no work.
  void stop();

  /// How much is due at this moment and was not taken.
  [[nodiscard]] std::uint64_t backlog(measure::Instant now);

  /// After the last `take`: what was due before the end, or before `stop`, and was not taken.
  [[nodiscard]] std::vector<Leftover> leftovers();

  [[nodiscard]] measure::Instant start() const { return start_; }
  [[nodiscard]] measure::Instant end() const { return end_; }

 private:
  struct Due {
    measure::Instant time = {};
    std::uint64_t order = 0;  ///< Who came first, at equal times.
    User* user = nullptr;
    bool operator>(const Due& other) const {
      return time != other.time ? time > other.time : order > other.order;
    }
  };
  struct Source {
    Source(const Scenario& scenario, std::size_t index, std::uint64_t seed);
    LoadShape shape;
    std::optional<Arrivals> arrivals;  ///< Of an open loop,
    std::optional<Arrivals> counted;   ///< and how far the backlog was counted.
    std::int64_t due = 0;              ///< Arrivals until then,
    std::int64_t taken = 0;            ///< and those that were taken.
    std::vector<User*> idle;           ///< Users that the next arrivals may have.
    std::uint64_t users = 0;
  };

  enum class Wakes : std::uint8_t { nobody, leader, follower };
  void wake(Wakes whom);

  /// All of these with the mutex held.
  [[nodiscard]] User& new_user(std::size_t population);
  void begin_users(std::size_t population);
  [[nodiscard]] Wakes push(User& user, measure::Instant due);
  [[nodiscard]] std::optional<std::size_t> earliest_arrival() const;
  [[nodiscard]] std::optional<measure::Instant> next_due() const;
  [[nodiscard]] Work pop(measure::Instant now, measure::Instant idle_since);
  [[nodiscard]] User& next_of_arrivals(std::size_t population);
  [[nodiscard]] std::optional<measure::Instant> active_from(const User& user,
                                                            measure::Instant from) const;

  const Scenario& scenario_;
  const std::uint64_t seed_;
  const measure::Instant start_;
  const measure::Instant end_;
  const measure::Instant last_;  ///< End and grace.

  std::mutex mutex_;
  std::condition_variable leader_;     ///< One worker waits for the time of the next work,
  std::condition_variable followers_;  ///< the others for their turn.
  bool has_leader_ = false;
  int waiting_ = 0;  ///< Followers.
  bool is_stopped_ = false;
  measure::Instant stopped_at_ = {};
  std::uint64_t order_ = 0;
  std::deque<User> users_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::deque<Source> sources_;  ///< Of each population.
};

}  // namespace eventstore::load
