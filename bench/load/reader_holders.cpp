#include "bench/load/reader_holders.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "core/engine/visibility.hpp"

namespace eventstore::load {

using catalogue::Visibility;

namespace {

std::string key_of(const pg::Holders& holders) {
  std::string key = holders.unseen;
  for (const pg::Holder& holder : holders.found) {
    key += fmt::format(" {} {}", holder.pid, holder.name);
  }
  return key;
}

void leave_out(pg::Holders& holders, const std::vector<int>& own) {
  constexpr double long_enough = 1.0;  // Seconds.
  std::erase_if(holders.found, [&](const pg::Holder& holder) {
    const bool is_own =
        holder.pid != 0 && std::find(own.begin(), own.end(), holder.pid) != own.end();
    return is_own || holder.seconds.value_or(long_enough) < long_enough;
  });
}

}  // namespace

ReaderHolders::ReaderHolders(const RunState& run) : run_(run) {}

ReaderHolders::~ReaderHolders() {
  stop();
}

void ReaderHolders::start(std::function<std::vector<int>()> own) {
  own_ = std::move(own);
  thread_ = std::thread{[this] { watch(); }};
}

void ReaderHolders::hurry() {
  const std::lock_guard lock{mutex_};
  is_in_hurry_ = true;
  wakes_.notify_one();
}

void ReaderHolders::stop() {
  {
    const std::lock_guard lock{mutex_};
    ends_ = true;
  }
  wakes_.notify_one();
  if (thread_.joinable()) thread_.join();
}

HeldBack ReaderHolders::last() const {
  const std::lock_guard lock{mutex_};
  return last_;
}

void ReaderHolders::watch() {
  constexpr std::chrono::milliseconds seldom{1000};
  constexpr std::chrono::milliseconds often{100};
  const Visibility visibility = engine::visibility_of(run_.store.catalogue.store);
  std::unique_lock lock{mutex_};
  while (!ends_) {
    lock.unlock();
    const std::vector<int> own = own_();
    HeldBack seen = look(visibility, &own);
    lock.lock();
    last_ = std::move(seen);
    const bool was_in_hurry = is_in_hurry_;
    wakes_.wait_for(lock, was_in_hurry ? often : seldom,
                    [&] { return ends_ || is_in_hurry_ != was_in_hurry; });
  }
}

HeldBack ReaderHolders::look_at_all() {
  const Visibility declared = engine::visibility_of(run_.store.catalogue.store);
  return look(declared == Visibility::gap_aware ? declared : Visibility::snapshot_barrier, nullptr);
}

HeldBack ReaderHolders::look(Visibility visibility, const std::vector<int>* own) {
  try {
    pg::Holders holders = pg::holders_of_readers(session());
    const std::int64_t horizon = holders.horizon;
    if (visibility == Visibility::gap_aware) {
      holders = pg::holders_of_table(session(), run_.store.catalogue.store.events.table);
    } else if (visibility != Visibility::snapshot_barrier) {
      holders = {};
    }
    if (own) leave_out(holders, *own);
    return {.text = pg::holders_text(holders), .key = key_of(holders), .horizon = horizon};
  } catch (const std::runtime_error&) {
    session_.reset();
    return {};
  }
}

pg::Session& ReaderHolders::session() {
  if (!session_) session_ = std::make_unique<pg::Session>(run_.database);
  return *session_;
}

std::int64_t next_transaction_id(const RunState& run) {
  try {
    pg::Session session{run.database};
    return pg::newest_transaction_id(session);
  } catch (const std::runtime_error&) {
    return 0;
  }
}

}  // namespace eventstore::load
