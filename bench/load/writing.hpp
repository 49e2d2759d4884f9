// What appends of a load run write: aggregates of this run, and their events, which the ledger
// knows.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bench/load/event_ledger.hpp"
#include "bench/load/user.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/engine/requests.hpp"
#include "core/engine/stored_event.hpp"
#include "core/events/payload_profile.hpp"

namespace eventstore::load {

/// The tenant as the store's events hold it: its key as a number, or its id.
[[nodiscard]] std::string tenant_text(const catalogue::StoreProfile& store,
                                      const engine::Tenant& tenant);
[[nodiscard]] std::string tenant_text(const catalogue::StoreProfile& store,
                                      const engine::StoredEvent& event);

/// An append that is about to be sent, and the numbers of its events.
struct NumberedAppend {
  engine::Append append;
  std::uint64_t first = 0;
  [[nodiscard]] std::uint64_t end() const { return first + append.events.size(); }
};

/// For many threads.
class Writing {
 public:
  /// All must outlive it.  `run` makes the aggregates of this run new; `given` are the parts of an
  /// event that the store's append is given.
  Writing(const catalogue::StoreProfile& store, const PayloadProfile& payloads, EventLedger& ledger,
          std::uint64_t run, const PartSet& given);

  [[nodiscard]] GrownAggregate new_aggregate(const engine::Tenant& tenant);

  /// `count` events that follow `expected_version`, with new numbers, entered in the ledger.
  [[nodiscard]] NumberedAppend events_after(const GrownAggregate& aggregate,
                                            std::int64_t expected_version, std::int64_t count);

  /// What became of all of them.
  void close(const NumberedAppend& append, Fate fate);

 private:
  const catalogue::StoreProfile& store_;
  const PayloadProfile payloads_;
  EventLedger& ledger_;
  const std::uint64_t run_;
  const PartSet given_;
  std::atomic<std::uint64_t> aggregates_{0};
};

/// An aggregate that many users append to, as far as they know it.
class SharedAggregate {
 public:
  explicit SharedAggregate(GrownAggregate aggregate)
      : aggregate_(std::move(aggregate)), version_(aggregate_.version) {}

  [[nodiscard]] GrownAggregate now() const {
    GrownAggregate copy = aggregate_;
    copy.version = version_.load();
    return copy;
  }
  /// Never back.
  void saw(std::int64_t version) {
    std::int64_t known = version_.load();
    while (known < version && !version_.compare_exchange_weak(known, version)) continue;
  }

 private:
  GrownAggregate aggregate_;
  std::atomic<std::int64_t> version_;
};

}  // namespace eventstore::load
