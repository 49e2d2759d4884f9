// Ranges of whole numbers that a histogram counts by.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace eventstore::seed {

class Buckets {
 public:
  /// Bucket i holds `starts[i]` <= value < `starts[i + 1]`; the last start only ends the one before
  /// it.  Ascending, at least two.
  Buckets(std::initializer_list<std::int64_t> starts);

  /// A value outside of all counts for the nearest bucket.
  void add(std::int64_t value, std::int64_t count = 1, std::int64_t weight = 0);

  struct Bucket {
    std::string label;  ///< "1", "2 - 5".
    std::int64_t count = 0;
    std::int64_t weight = 0;
  };
  /// Without the empty ones at both ends.
  [[nodiscard]] std::vector<Bucket> filled() const;

  [[nodiscard]] std::int64_t count() const;
  [[nodiscard]] std::int64_t weight() const;

 private:
  std::vector<std::int64_t> starts_;
  std::vector<std::pair<std::int64_t, std::int64_t>> sums_;  ///< Count and weight.
};

}  // namespace eventstore::seed
