// Everything the rows of a data set depend on.  Two equal shapes give equal rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/events/payload_profile.hpp"
#include "generator/tenant_skew.hpp"

namespace eventstore::seed {

/// How the events of different aggregates lie among each other in the global order.
enum class Interleave : std::uint8_t {
  none,       ///< Aggregate after aggregate, as a migration from files would write them.
  lifetimes,  ///< Each lives for days, weeks or months, next to all others that live then.
  all,        ///< Each is spread over the whole history.
};

struct Shape {
  std::int64_t events = 1'000'000;  ///< 1 to events_max.
  std::int32_t tenants = 12;        ///< 1 to tenants_max, at most `events`.
  std::uint64_t seed = 42;
  TenantSkew tenant_skew;
  PayloadProfile payloads;
  Interleave interleave = Interleave::lifetimes;
  std::uint32_t snapshot_every = 100;  ///< Events; 0: no snapshots.
  std::vector<std::int64_t> appended;  ///< Events of each --append, in their order.
  bool operator==(const Shape&) const = default;
};

inline constexpr std::int64_t events_max = 2'000'000'000;
inline constexpr std::int32_t tenants_max = 10'000;
inline constexpr std::uint32_t snapshot_every_max = 1000;

/// With everything that was appended.
[[nodiscard]] std::int64_t all_events(const Shape& shape);

[[nodiscard]] std::string to_text(Interleave interleave);

/// Throws UsageError for any other name.
[[nodiscard]] Interleave parse_interleave(const std::string& text);

}  // namespace eventstore::seed
