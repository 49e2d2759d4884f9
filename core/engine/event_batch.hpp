// A reply's rows as events, every field of every row materialised.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/engine/stored_event.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::engine {

/// Owns what its events point into; moving it keeps them valid.
class EventBatch {
 public:
  EventBatch() = default;

  [[nodiscard]] std::size_t size() const { return events_.size(); }
  [[nodiscard]] bool empty() const { return events_.empty(); }
  [[nodiscard]] const StoredEvent& operator[](std::size_t index) const { return events_[index]; }
  [[nodiscard]] const StoredEvent& back() const { return events_.back(); }
  /// Drops all but the first `count`, where there are more.
  void keep_first(std::size_t count) { events_.resize(std::min(count, events_.size())); }
  [[nodiscard]] auto begin() const { return events_.begin(); }
  [[nodiscard]] auto end() const { return events_.end(); }

 private:
  friend class RowDecoder;
  pg::Reply reply_{nullptr};
  std::vector<StoredEvent> events_;
  std::unique_ptr<char[]> ids_;  ///< Text of the uuids that came in binary form.
};

}  // namespace eventstore::engine
