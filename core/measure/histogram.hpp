// Latencies in a log-linear histogram: exact counts, three significant digits, mergeable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace eventstore::measure {

/// Counts values from 0 to `value_max` nanoseconds.  Buckets are 1 ns wide below 2048 ns and from
/// there 1/1024 to 1/2048 of the value, so that the middle of a bucket is within 0.05 % of any
/// value in it.  Percentiles are read from merged histograms; they are never averaged.
class Histogram {
 public:
  /// About 19 hours; larger values count as this one.
  static constexpr std::uint64_t value_max = (std::uint64_t{1} << 46U) - 1;

  Histogram();

  void record(std::uint64_t value_ns) noexcept;
  /// `count` times the same value.
  void record(std::uint64_t value_ns, std::uint64_t count) noexcept;
  void merge(const Histogram& other) noexcept;
  void reset() noexcept;

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::uint64_t min() const noexcept { return count_ == 0 ? 0 : min_; }
  [[nodiscard]] std::uint64_t max() const noexcept { return max_; }
  [[nodiscard]] double mean() const noexcept;  ///< Exact: from the sum of the values.

  /// The smallest recorded value that `percent` of all values do not exceed (nearest rank), to the
  /// precision of the buckets and never outside [min, max].  0 < percent <= 100.  0 when empty.
  [[nodiscard]] std::uint64_t percentile(double percent) const noexcept;

  /// Non-empty buckets as (middle value, count), ascending: the form kept in result documents.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>> buckets() const;

 private:
  static std::size_t index_of(std::uint64_t value_ns) noexcept;
  static std::uint64_t middle_of(std::size_t index) noexcept;

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t min_ = UINT64_MAX;
  std::uint64_t max_ = 0;
};

}  // namespace eventstore::measure
