#include "bench/load/schedule.hpp"

#include <algorithm>

#include "core/random/random.hpp"

namespace eventstore::load {

using measure::Clock;
using measure::Duration;
using measure::Instant;

namespace {

std::vector<Burst> bursts_of(const Scenario& scenario, const Population& population) {
  std::vector<Burst> bursts;
  for (std::size_t i = 0; i < population.bursts.size(); ++i) {
    bursts.push_back({.time = scenario.begin_of(i), .count = population.bursts[i]});
  }
  return bursts;
}

Duration think_time(const Population& population, User& user) {
  const double mean = static_cast<double>(population.think.count());
  return Duration{static_cast<Duration::rep>(mean * exponential(next_bits(user.random)))};
}

}  // namespace

Schedule::Source::Source(const Scenario& scenario, std::size_t index, std::uint64_t seed)
    : shape(scenario.lengths(), scenario.populations[index].levels) {
  const Population& population = scenario.populations[index];
  const bool has_bursts = std::any_of(population.bursts.begin(), population.bursts.end(),
                                      [](std::int64_t count) { return count > 0; });
  if (population.loop == Loop::users && !has_bursts) return;
  // A closed loop may have bursts beside its users.
  const std::vector<Level> none(population.levels.size());
  const LoadShape rate =
      population.loop == Loop::rate ? shape : LoadShape{scenario.lengths(), none};
  arrivals.emplace(rate, bursts_of(scenario, population), population.arrivals,
                   random_bits(seed, index));
  counted = arrivals;
}

Schedule::Schedule(const Scenario& scenario, std::uint64_t seed, Instant start, Duration grace)
    : scenario_(scenario),
      seed_(seed),
      start_(start),
      end_(start + scenario.length()),
      last_(end_ + grace) {
  for (std::size_t i = 0; i < scenario.populations.size(); ++i) {
    sources_.emplace_back(scenario, i, seed);
    if (scenario.populations[i].loop == Loop::users) begin_users(i);
  }
}

User& Schedule::new_user(std::size_t population) {
  const std::uint64_t index = sources_[population].users++;
  User& user = users_.emplace_back();
  user.population = population;
  user.index = index;
  user.random = random_bits(random_bits(seed_, population + 1), index);
  return user;
}

/// Each begins within its think time, so that they do not march in step.
void Schedule::begin_users(std::size_t population) {
  double most = 0.0;
  for (const Level& level : scenario_.populations[population].levels) {
    most = std::max({most, level.from, level.to});
  }
  const auto count = static_cast<std::uint64_t>(most);
  for (std::uint64_t i = 0; i < count; ++i) {
    User& user = new_user(population);
    const auto from = active_from(user, start_);
    if (!from) continue;
    static_cast<void>(push(user, *from + think_time(scenario_.populations[population], user)));
  }
}

/// A user of a closed loop is active while there are more users than its index.
std::optional<Instant> Schedule::active_from(const User& user, Instant from) const {
  const LoadShape& shape = sources_[user.population].shape;
  const auto time = shape.first_at_least(static_cast<double>(user.index) + 1.0, from - start_);
  if (!time) return std::nullopt;
  return start_ + *time;
}

Schedule::Wakes Schedule::push(User& user, Instant due) {
  if (due >= end_) return Wakes::nobody;
  const auto before = next_due();
  due_.push({.time = due, .order = order_++, .user = &user});
  if (before && *before <= due) return Wakes::nobody;
  return has_leader_ ? Wakes::leader : waiting_ > 0 ? Wakes::follower : Wakes::nobody;
}

/// Without the mutex: who wakes up needs it at once.
void Schedule::wake(Wakes whom) {
  if (whom == Wakes::leader) leader_.notify_one();
  if (whom == Wakes::follower) followers_.notify_one();
}

std::optional<std::size_t> Schedule::earliest_arrival() const {
  std::optional<std::size_t> earliest;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const auto& arrivals = sources_[i].arrivals;
    if (!arrivals || !arrivals->next()) continue;
    if (!earliest || *arrivals->next() < *sources_[*earliest].arrivals->next()) earliest = i;
  }
  return earliest;
}

std::optional<Instant> Schedule::next_due() const {
  std::optional<Instant> next;
  if (!due_.empty()) next = due_.top().time;
  if (const auto source = earliest_arrival()) {
    const Instant arrival = start_ + *sources_[*source].arrivals->next();
    if (arrival < end_ && (!next || arrival < *next)) next = arrival;
  }
  return next;
}

User& Schedule::next_of_arrivals(std::size_t population) {
  std::vector<User*>& idle = sources_[population].idle;
  if (idle.empty()) return new_user(population);
  User& user = *idle.back();
  idle.pop_back();
  return user;
}

Work Schedule::pop(Instant now, Instant idle_since) {
  Work work;
  const auto source = earliest_arrival();
  const bool is_arrival =
      source && (due_.empty() || start_ + *sources_[*source].arrivals->next() < due_.top().time);
  if (is_arrival) {
    work.due = start_ + *sources_[*source].arrivals->next();
    sources_[*source].arrivals->take();
    ++sources_[*source].taken;
    work.user = &next_of_arrivals(*source);
  } else {
    work.due = due_.top().time;
    work.user = due_.top().user;
    due_.pop();
  }
  if (idle_since <= work.due) work.overslept = now - work.due;
  return work;
}

std::optional<Work> Schedule::take() {
  std::unique_lock lock{mutex_};
  const Instant idle_since = Clock::now();
  while (!is_stopped_) {
    const Instant now = Clock::now();
    const auto next = next_due();
    if (now >= last_ || (!next && now >= end_)) break;
    if (next && *next <= now) {
      Work work = pop(now, idle_since);
      const bool has_follower = waiting_ > 0 && !has_leader_;
      lock.unlock();
      if (has_follower) wake(Wakes::follower);
      return work;
    }
    if (has_leader_) {
      ++waiting_;
      followers_.wait(lock);
      --waiting_;
      continue;
    }
    has_leader_ = true;
    leader_.wait_until(lock, next ? *next : now < end_ ? end_ : last_);
    has_leader_ = false;
  }
  followers_.notify_all();
  return std::nullopt;
}

void Schedule::go_on(User& user, Instant due) {
  std::unique_lock lock{mutex_};
  const Wakes whom = push(user, due);
  lock.unlock();
  wake(whom);
}

void Schedule::rest(User& user, Instant now) {
  std::unique_lock lock{mutex_};
  const Population& population = scenario_.populations[user.population];
  if (population.loop == Loop::rate) {
    sources_[user.population].idle.push_back(&user);
    return;
  }
  const auto from = active_from(user, now + think_time(population, user));
  const Wakes whom = from ? push(user, *from) : Wakes::nobody;
  lock.unlock();
  wake(whom);
}

void Schedule::stop() {
  const std::lock_guard lock{mutex_};
  if (is_stopped_) return;
  is_stopped_ = true;
  stopped_at_ = Clock::now();
  leader_.notify_all();
  followers_.notify_all();
}

std::uint64_t Schedule::backlog(Instant now) {
  const std::lock_guard lock{mutex_};
  std::int64_t backlog = 0;
  for (Source& source : sources_) {
    if (!source.counted) continue;
    const auto is_due = [&](measure::Duration time) {
      return start_ + time <= now && start_ + time < end_;
    };
    while (source.counted->next() && is_due(*source.counted->next())) {
      source.counted->take();
      ++source.due;
    }
    backlog += std::max<std::int64_t>(source.due - source.taken, 0);
  }
  auto due = due_;
  for (; !due.empty() && due.top().time <= now; due.pop()) ++backlog;
  return static_cast<std::uint64_t>(backlog);
}

std::vector<Leftover> Schedule::leftovers() {
  const std::lock_guard lock{mutex_};
  const Instant until = is_stopped_ ? std::min(stopped_at_, end_) : end_;
  std::vector<Leftover> left;
  for (; !due_.empty() && due_.top().time < until; due_.pop()) {
    left.push_back({.population = due_.top().user->population, .due = due_.top().time});
  }
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    auto& arrivals = sources_[i].arrivals;
    for (; arrivals && arrivals->next() && start_ + *arrivals->next() < until; arrivals->take()) {
      left.push_back({.population = i, .due = start_ + *arrivals->next()});
    }
  }
  return left;
}

}  // namespace eventstore::load
