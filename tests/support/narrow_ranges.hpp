// The store reference-range for few events.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

/// The range store with partitions so small that a small data set fills all of them.
class NarrowRanges {
 public:
  explicit NarrowRanges(const std::array<std::int64_t, 4>& last_positions = {3000, 7000, 12'000,
                                                                             18'000}) {
    constexpr std::array<std::int64_t, 4> usual{100'000, 1'000'000, 10'000'000, 50'000'000};
    // From the highest on, so that no new bound is taken for one that is still to be replaced.
    for (std::size_t i = usual.size(); i-- > 0;) move_bound(usual[i] + 1, last_positions[i] + 1);
  }
  [[nodiscard]] std::string path() const { return copy_.path(); }
  [[nodiscard]] std::string or_hash(bool hash) const { return hash ? "reference-hash" : path(); }

 private:
  /// A bound ends one partition and begins the next.
  void move_bound(std::int64_t from, std::int64_t to) const {
    for (int i = 0; i < 2; ++i) {
      copy_.replace("tables/2_domain_events.sql", fmt::format("({})", from),
                    fmt::format("({})", to));
    }
  }

  StoreCopy copy_{"reference-range"};
};

}  // namespace eventstore::tests
