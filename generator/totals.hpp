// What was made or read: counts, bytes and the fingerprint.  Each worker counts for itself.
#pragma once

#include <array>
#include <cstdint>

#include "core/events/content.hpp"
#include "generator/fingerprint.hpp"

namespace eventstore::seed {

struct ClassTotal {
  std::int64_t events = 0;
  std::int64_t bytes = 0;
};

struct Totals {
  std::int64_t events = 0;
  std::int64_t snapshots = 0;
  std::int64_t metadata_bytes = 0;
  std::array<ClassTotal, 3> classes{};  ///< By PayloadClass.
  Fingerprint fingerprint;

  /// `row`: its hash; `payloads`: the classes of the data set.
  void add_event(const Event& event, const Fingerprint& row, const PayloadProfile& payloads);
  void add_snapshot(const Fingerprint& row);
  Totals& operator+=(const Totals& other);
  [[nodiscard]] Totals operator+(const Totals& other) const;

  [[nodiscard]] std::int64_t payload_bytes() const;
};

}  // namespace eventstore::seed
