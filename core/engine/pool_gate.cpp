#include "core/engine/pool_gate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::engine {

using measure::Clock;
using measure::Duration;
using measure::Instant;

namespace {

/// As far as the clock goes: a longest wait of std::chrono's would run over.
Instant later(Instant from, std::chrono::milliseconds by) {
  constexpr std::chrono::milliseconds longest = std::chrono::hours{24 * 365};
  return from + std::min(by, longest);
}

std::size_t place_count(int capacity) {
  if (capacity < 1) {
    throw UsageError(fmt::format("a pool of {} sessions: at least 1 is needed", capacity));
  }
  return static_cast<std::size_t>(capacity);
}

}  // namespace

PoolGate::PoolGate(const PoolSettings& settings)
    : check_after_(settings.check_after), places_(place_count(settings.capacity)) {
  idle_.reserve(places_.size());
  for (std::size_t place = places_.size(); place > 0; --place) vacant_.push_back(place - 1);
}

PoolGate::Entry PoolGate::enter(std::chrono::milliseconds timeout) {
  const Instant asked = Clock::now();
  std::unique_lock lock{mutex_};
  ++counts_.requests;
  Entry entry{.asked = asked};
  if (!is_closed_ && !take_free(entry) && timeout.count() > 0) {
    Waiter self{.entry = entry};
    queue_.push_back(&self);
    ++counts_.waiting;
    const auto is_answered = [&] { return self.is_refused || self.entry.found != Found::nothing; };
    if (self.called.wait_until(lock, later(asked, timeout), is_answered)) {
      if (self.is_refused) return self.entry;  // Counted by who refused it.
      entry = self.entry;
    } else {
      queue_.erase(std::find(queue_.begin(), queue_.end(), &self));
      --counts_.waiting;
    }
  }
  if (entry.found == Found::nothing) ++counts_.rejected;
  if (entry.found == Found::session) give_lease(entry);
  return entry;
}

/// The session that was used last, else a vacancy.
bool PoolGate::take_free(Entry& entry) {
  if (!idle_.empty()) {
    entry.place = idle_.back();
    idle_.pop_back();
    --counts_.idle;
    const Place& place = places_[entry.place];
    const bool is_trusted = !place.is_suspect && Clock::now() - place.idle_since < check_after_;
    if (!is_trusted) ++counts_.checks;
    claim(entry, is_trusted ? Found::session : Found::to_check);
    return true;
  }
  if (vacant_.empty()) return false;
  entry.place = vacant_.back();
  vacant_.pop_back();
  claim(entry, Found::vacancy);
  return true;
}

void PoolGate::claim(Entry& entry, Found found) {
  entry.found = found;
  ++(found == Found::vacancy ? counts_.connecting : counts_.checking);
  counts_.most_open = std::max(counts_.most_open, open());
}

void PoolGate::give_lease(const Entry& entry) {
  --counts_.checking;
  ++counts_.acquired;
  ++counts_.in_use;
  counts_.most_in_use = std::max(counts_.most_in_use, counts_.in_use);
  waits_.record(static_cast<std::uint64_t>(Duration{Clock::now() - entry.asked}.count()));
}

void PoolGate::died(Entry& entry) {
  const std::lock_guard lock{mutex_};
  --counts_.checking;
  ++counts_.discarded;
  ++counts_.dead;
  suspect_idle();
  claim(entry, Found::vacancy);
}

void PoolGate::failed(const Entry& entry) {
  const std::lock_guard lock{mutex_};
  --counts_.connecting;
  ++counts_.failed;
  offer_vacancy(entry.place);
}

bool PoolGate::admit(const Entry& entry) {
  const std::lock_guard lock{mutex_};
  if (entry.found == Found::vacancy) {
    ++counts_.created;
    --counts_.connecting;
    ++counts_.checking;
  }
  if (!is_closed_) {
    give_lease(entry);
    return true;
  }
  ++counts_.rejected;
  --counts_.checking;
  start_closing(entry.place, &PoolCounts::closed);
  return false;
}

bool PoolGate::leave(std::size_t place, Fitness fitness) {
  const std::lock_guard lock{mutex_};
  ++counts_.released;
  --counts_.in_use;
  if (fitness == Fitness::lost) suspect_idle();
  if (fitness != Fitness::fit || is_closed_) {
    start_closing(place, fitness != Fitness::fit ? &PoolCounts::unfit : &PoolCounts::closed);
    return false;
  }
  if (Waiter* first = next_waiter()) {
    first->entry.place = place;
    claim(first->entry, Found::session);
    first->called.notify_one();
    return true;
  }
  places_[place].idle_since = Clock::now();
  places_[place].is_suspect = false;
  idle_.push_back(place);
  ++counts_.idle;
  return true;
}

void PoolGate::vacate(std::size_t place) {
  const std::lock_guard lock{mutex_};
  --counts_.closing;
  ++counts_.discarded;
  ++(counts_.*places_[place].closing_because);
  offer_vacancy(place);
}

void PoolGate::start_closing(std::size_t place, Reason reason) {
  ++counts_.closing;
  places_[place].closing_because = reason;
}

void PoolGate::suspect_idle() {
  for (const std::size_t place : idle_) places_[place].is_suspect = true;
}

void PoolGate::offer_vacancy(std::size_t place) {
  if (Waiter* first = next_waiter()) {
    first->entry.place = place;
    claim(first->entry, Found::vacancy);
    first->called.notify_one();
    return;
  }
  vacant_.push_back(place);
  if (open() == 0) emptied_.notify_all();
}

/// Takes the first out of the queue: from now on it has a place.
PoolGate::Waiter* PoolGate::next_waiter() {
  if (queue_.empty()) return nullptr;
  Waiter* const first = queue_.front();
  queue_.pop_front();
  --counts_.waiting;
  return first;
}

void PoolGate::close() {
  const std::lock_guard lock{mutex_};
  is_closed_ = true;
  while (Waiter* each = next_waiter()) {
    ++counts_.rejected;
    each->is_refused = true;
    each->called.notify_one();
  }
}

std::optional<std::size_t> PoolGate::take_idle() {
  const std::lock_guard lock{mutex_};
  if (idle_.empty()) return std::nullopt;
  const std::size_t place = idle_.back();
  idle_.pop_back();
  --counts_.idle;
  start_closing(place, &PoolCounts::closed);
  return place;
}

bool PoolGate::wait_until_empty(std::chrono::milliseconds timeout) {
  std::unique_lock lock{mutex_};
  return emptied_.wait_until(lock, later(Clock::now(), timeout), [&] { return open() == 0; });
}

PoolCounts PoolGate::counts() const {
  const std::lock_guard lock{mutex_};
  return counts_;
}

measure::Histogram PoolGate::waits() const {
  const std::lock_guard lock{mutex_};
  return waits_;
}

int PoolGate::open() const {
  return counts_.idle + counts_.checking + counts_.connecting + counts_.in_use + counts_.closing;
}

}  // namespace eventstore::engine
