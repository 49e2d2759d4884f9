// What one tracking processor has seen of a run: each event once, in order within its aggregate, as
// it was appended.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/load/event_ledger.hpp"
#include "bench/load/violations.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/engine/stored_event.hpp"
#include "core/measure/clock.hpp"

namespace eventstore::load {

/// An event that was acknowledged and seen.
struct Sighting {
  measure::Instant acknowledged = {};
  measure::Duration time{0};  ///< Until it was seen; 0 when it was seen before.
};

/// For one thread, but for `seen`.  A bit for each event of the run, and an entry for each of its
/// aggregates.
class ProcessorBooks {
 public:
  /// `processor` begins the sentences about what is wrong.  All must outlive it.
  ProcessorBooks(std::string processor, const catalogue::StoreProfile& store,
                 const EventLedger& ledger, Violations& violations);

  /// An event that was delivered at this time; whether it is one of this run.
  bool see(const engine::StoredEvent& event, measure::Instant now);

  /// Those whose acknowledgement has become known since the last call.
  [[nodiscard]] std::vector<Sighting> take_sightings();

  /// Different events of the run.  For any thread.
  [[nodiscard]] std::uint64_t seen() const { return seen_count_.load(); }
  /// Of those, the ones that were acknowledged, as far as `take_sightings` has said.
  [[nodiscard]] std::uint64_t seen_acknowledged() const { return acknowledged_; }

  /// Reports those events as skipped that were acknowledged and not seen, and of which `is_passed`
  /// says that they cannot come any more.  Returns how many others were not seen.
  std::uint64_t report_skipped(const std::function<bool(std::uint64_t number)>& is_passed) const;

 private:
  struct Seen {
    std::uint64_t number = 0;
    measure::Instant time = {};
  };
  void report(Violation violation, const engine::StoredEvent& event, const std::string& what);
  void check_order(const std::string& tenant, const engine::StoredEvent& event);
  void check_content(const std::string& tenant, const engine::StoredEvent& event,
                     std::uint64_t number);

  const std::string processor_;
  const catalogue::StoreProfile& store_;
  const EventLedger& ledger_;
  Violations& violations_;
  NumberSet seen_;
  std::atomic<std::uint64_t> seen_count_{0};
  std::uint64_t acknowledged_ = 0;
  std::vector<Seen> open_;  ///< Seen; what became of them was not known yet.
  std::unordered_map<std::uint64_t, std::int64_t> last_;  ///< Sequence numbers, by aggregate.
};

}  // namespace eventstore::load
