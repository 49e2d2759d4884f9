#include "generator/reference_check.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "core/random/random.hpp"
#include "generator/position_scan.hpp"
#include "generator/shape.hpp"

namespace eventstore::seed {

namespace {

/// Positions by the bits of their events' ids: an open hash table that is two thirds full.
class IdIndex {
 public:
  explicit IdIndex(const ReadBack& data)
      : data_(data), cells_(static_cast<std::size_t>(data.events + data.events / 2 + 1)) {}

  /// By any number of threads at once.
  void add(std::int64_t position) {
    const auto number = static_cast<std::uint32_t>(position);
    for (std::size_t cell = home_of(data_.at(position).id_bits);; cell = after(cell)) {
      std::uint32_t found = nobody;
      if (cells_[cell].compare_exchange_strong(found, number, std::memory_order_relaxed)) return;
    }
  }

  /// Calls `use(position)` for every event whose id has these bits, until it returns true.
  template <typename Use>
  void find(std::uint64_t id_bits, const Use& use) const {
    for (std::size_t cell = home_of(id_bits);; cell = after(cell)) {
      const std::uint32_t position = cells_[cell].load(std::memory_order_relaxed);
      if (position == nobody) return;
      if (data_.at(position).id_bits == id_bits && use(std::int64_t{position})) return;
    }
  }

 private:
  static constexpr std::uint32_t nobody = 0;
  static_assert(events_max <= std::numeric_limits<std::uint32_t>::max());

  [[nodiscard]] std::size_t home_of(std::uint64_t id_bits) const {
    return below(id_bits, cells_.size());
  }
  [[nodiscard]] std::size_t after(std::size_t cell) const {
    return cell + 1 == cells_.size() ? 0 : cell + 1;
  }

  const ReadBack& data_;
  std::vector<std::atomic<std::uint32_t>> cells_;
};

class ReferenceCheck {
 public:
  ReferenceCheck(const ReadBack& data, const IdIndex& index) : data_(data), index_(index) {}

  [[nodiscard]] Complaint check(std::int64_t position) const {
    const Complaint complaint = wrong_with(position);
    if (complaint.empty()) return {};
    return fmt::format("the event at position {} of aggregate {}: {}", position,
                       to_text(data_.aggregates.at(data_.at(position).aggregate).id), complaint);
  }

 private:
  [[nodiscard]] Complaint wrong_with(std::int64_t position) const {
    const EventSlot& event = data_.at(position);
    if (const std::int64_t other = same_id_before(position); other != 0) {
      return fmt::format("its event_id is also that of the event at position {}", other);
    }
    if (event.causation_bits != event.id_bits) return wrong_with_cause(position);
    if (event.correlation_bits == static_cast<std::uint32_t>(event.id_bits)) return {};
    return "it is its own cause, but its correlation_id is not its event_id";
  }

  /// 0 when there is none.  Equal bits of different ids are possible among billions of events; but
  /// then the times in the ids differ, which are those of the events.
  [[nodiscard]] std::int64_t same_id_before(std::int64_t position) const {
    const EventSlot& event = data_.at(position);
    std::int64_t first = position;
    index_.find(event.id_bits, [&](std::int64_t other) {
      if (data_.at(other).timestamp_us == event.timestamp_us) first = std::min(first, other);
      return false;
    });
    return first == position ? 0 : first;
  }

  [[nodiscard]] Complaint wrong_with_cause(std::int64_t position) const {
    bool is_right = false;
    std::int64_t cause = RowComplaint::nowhere;
    index_.find(data_.at(position).causation_bits, [&](std::int64_t candidate) {
      cause = std::min(cause, candidate);
      is_right = wrong_between(position, candidate).empty();
      return is_right;
    });
    if (is_right) return {};
    if (cause == RowComplaint::nowhere) return "its causation_id is that of no event";
    return fmt::format("its causation_id is that of the event at position {}, {}", cause,
                       wrong_between(position, cause));
  }

  [[nodiscard]] std::string_view wrong_between(std::int64_t position, std::int64_t cause) const {
    const EventSlot& event = data_.at(position);
    const EventSlot& before = data_.at(cause);
    if (tenant_of(event) != tenant_of(before)) return "which is another tenant's";
    if (cause >= position) return "which is later";
    if (event.correlation_bits != before.correlation_bits) return "whose correlation_id differs";
    return {};
  }

  [[nodiscard]] std::uint16_t tenant_of(const EventSlot& event) const {
    return data_.aggregates.at(event.aggregate).tenant;
  }

  const ReadBack& data_;
  const IdIndex& index_;
};

}  // namespace

Complaint check_references(const ReadBack& data, int threads) {
  IdIndex index{data};
  const auto add_all = [&](PositionRange range) {
    for (std::int64_t position = range.first; position < range.end; ++position) {
      index.add(position);
    }
    return Complaint{};
  };
  static_cast<void>(first_wrong(data.events, threads, add_all));
  const ReferenceCheck references{data, index};
  return first_wrong(data.events, threads, [&](PositionRange range) {
    for (std::int64_t position = range.first; position < range.end; ++position) {
      if (Complaint complaint = references.check(position); !complaint.empty()) return complaint;
    }
    return Complaint{};
  });
}

}  // namespace eventstore::seed
