// What an event's metadata say of the chain it belongs to.
#pragma once

#include <string>
#include <string_view>

#include "core/events/event.hpp"

namespace eventstore::seed {

/// Reads `causation_id` and `correlation_id`, wherever they stand in the metadata.
class EventChain {
 public:
  /// False when one of them is missing or no UUID; then `complaint` says so.
  [[nodiscard]] bool read(std::string_view metadata);

  [[nodiscard]] const Uuid& causation_id() const { return causation_id_; }
  [[nodiscard]] const Uuid& correlation_id() const { return correlation_id_; }
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  [[nodiscard]] bool read_id(std::string_view name, std::string_view value, Uuid& id);

  Uuid causation_id_;
  Uuid correlation_id_;
  std::string complaint_;
  std::string bytes_;
};

/// 64 bits that stand for an id among others: those that two of N ids share are N^2 / 2^65 to be
/// expected.
[[nodiscard]] std::uint64_t id_bits(const Uuid& id);

}  // namespace eventstore::seed
