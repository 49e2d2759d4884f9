// Everything the rows of a data set depend on.  Two equal shapes give equal rows.
#pragma once

#include <cstdint>

namespace eventstore::seed {

struct Shape {
  std::int64_t events = 1'000'000;  ///< 1 to events_max.
  std::int32_t tenants = 12;        ///< 1 to tenants_max, at most `events`.
  std::uint64_t seed = 42;
  bool operator==(const Shape&) const = default;
};

inline constexpr std::int64_t events_max = 2'000'000'000;
inline constexpr std::int32_t tenants_max = 10'000;

}  // namespace eventstore::seed
