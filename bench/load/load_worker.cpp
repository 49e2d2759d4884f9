#include "bench/load/load_worker.hpp"

#include <algorithm>

#include "core/random/random.hpp"

namespace eventstore::load {

using measure::Clock;
using measure::Duration;
using measure::Instant;

namespace {

/// One of the population's, each as often as its weight says.
std::size_t pick_journey(const Population& population, User& user) {
  double sum = 0.0;
  for (const Journey& journey : population.journeys) sum += journey.weight;
  constexpr std::uint64_t steps = std::uint64_t{1} << 53U;
  double value =
      static_cast<double>(below(next_bits(user.random), steps)) / static_cast<double>(steps) * sum;
  for (std::size_t i = 0; i + 1 < population.journeys.size(); ++i) {
    value -= population.journeys[i].weight;
    if (value < 0.0) return i;
  }
  return population.journeys.size() - 1;
}

Duration think_time(const Population& population, User& user) {
  if (population.think.count() == 0) return Duration{0};
  const double mean = static_cast<double>(population.think.count());
  return Duration{static_cast<Duration::rep>(mean * exponential(next_bits(user.random)))};
}

class Worker {
 public:
  Worker(RunState& run, Schedule& schedule, StepRunner& runner)
      : run_(run), schedule_(schedule), runner_(runner) {}

  void run(const Work& work) {
    User& user = *work.user;
    const Population& population = run_.scenario.populations[user.population];
    if (user.step == 0) begin_journey(population, user, work.due);
    const Step& step = population.journeys[user.journey].steps[user.step];
    const std::size_t phase = run_.scenario.phase_at(work.due - schedule_.start());
    if (work.overslept) run_.records.add_overslept(phase, *work.overslept);
    const Outcome outcome = do_step(step, user, work.due, phase);
    go_on(population, user, outcome);
  }

 private:
  void begin_journey(const Population& population, User& user, Instant due) {
    runner_.acquaint(user);
    user.journey = pick_journey(population, user);
    user.journey_due = due;
  }

  Outcome do_step(const Step& step, User& user, Instant due, std::size_t phase) {
    const Instant began = Clock::now();
    Sample sample{.lag = began - due};
    StepEnd end;
    if (sample.lag > run_.scenario.acquire_timeout) {
      end.note({.outcome = Outcome::rejected, .message = "no session came free in time"});
    } else {
      end = runner_.run(step, user);
      sample.service = Clock::now() - began;
    }
    const Instant ended = Clock::now();
    sample.response = ended - due;
    sample.is_late = ended > end_of(phase);
    sample.outcome = end.outcome;
    sample.resolution = end.resolution;
    sample.rows = end.rows;
    run_.records.add(phase, user.population, step.label, sample, end.attempts, end.errors);
    return end.outcome;
  }

  [[nodiscard]] Instant end_of(std::size_t phase) const {
    return schedule_.start() + run_.scenario.begin_of(phase + 1);
  }

  /// A journey ends with its last step, or with the first that fails.
  void go_on(const Population& population, User& user, Outcome outcome) {
    const bool is_last = user.step + 1 == population.journeys[user.journey].steps.size();
    if (outcome == Outcome::ok && !is_last) {
      ++user.step;
      schedule_.go_on(user, Clock::now() + think_time(population, user));
      return;
    }
    const std::size_t phase = run_.scenario.phase_at(user.journey_due - schedule_.start());
    run_.records.add_journey(phase, user.population, user.journey, outcome == Outcome::ok);
    user.step = 0;
    schedule_.rest(user, Clock::now());
  }

  RunState& run_;
  Schedule& schedule_;
  StepRunner& runner_;
};

}  // namespace

void work(RunState& run, Schedule& schedule, StepRunner& runner) {
  Worker worker{run, schedule, runner};
  while (const auto next = schedule.take()) worker.run(*next);
}

}  // namespace eventstore::load
