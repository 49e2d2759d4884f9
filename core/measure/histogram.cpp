#include "core/measure/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace eventstore::measure {

namespace {

/// Values below 2^11 have a bucket each; above, every power of two is cut into 2^10 buckets.
constexpr unsigned linear_bits = 11;
constexpr unsigned sub_bits = linear_bits - 1;
constexpr unsigned value_bits = 46;
constexpr std::size_t bucket_count =
    (std::size_t{1} << linear_bits) + (value_bits - linear_bits) * (std::size_t{1} << sub_bits);

}  // namespace

Histogram::Histogram() : counts_(bucket_count, 0) {}

std::size_t Histogram::index_of(std::uint64_t value_ns) noexcept {
  const auto width = static_cast<unsigned>(std::bit_width(value_ns));
  if (width <= linear_bits) return static_cast<std::size_t>(value_ns);
  const unsigned shift = width - linear_bits;
  // The top 11 bits of the value, of which the first is always 1, count on from the last octave.
  return (static_cast<std::size_t>(shift) << sub_bits) +
         static_cast<std::size_t>(value_ns >> shift);
}

std::uint64_t Histogram::middle_of(std::size_t index) noexcept {
  if (index < (std::size_t{1} << linear_bits)) return index;
  const std::size_t shift = (index >> sub_bits) - 1;
  const std::uint64_t lowest = (index - (shift << sub_bits)) << shift;
  return lowest + ((std::uint64_t{1} << shift) >> 1U);
}

void Histogram::record(std::uint64_t value_ns) noexcept {
  record(value_ns, 1);
}

void Histogram::record(std::uint64_t value_ns, std::uint64_t count) noexcept {
  if (count == 0) return;
  const std::uint64_t value = std::min(value_ns, value_max);
  counts_[index_of(value)] += count;
  count_ += count;
  sum_ += value * count;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

void Histogram::merge(const Histogram& other) noexcept {
  for (std::size_t i = 0; i < bucket_count; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

void Histogram::reset() noexcept {
  std::fill(counts_.begin(), counts_.end(), 0);
  count_ = sum_ = max_ = 0;
  min_ = UINT64_MAX;
}

double Histogram::mean() const noexcept {
  return count_ == 0 ? 0.0 : static_cast<double>(sum_) / static_cast<double>(count_);
}

std::uint64_t Histogram::percentile(double percent) const noexcept {
  if (count_ == 0) return 0;
  const double exact_rank = percent / 100.0 * static_cast<double>(count_);
  // 99.9 % of 1000 is rank 999, and floating point must not make it 1000.
  const auto rank = std::clamp(static_cast<std::uint64_t>(std::ceil(exact_rank - 1e-9)),
                               std::uint64_t{1}, count_);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < bucket_count; ++i) {
    seen += counts_[i];
    if (seen >= rank) return std::clamp(middle_of(i), min_, max_);
  }
  return max_;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> Histogram::buckets() const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> found;
  for (std::size_t i = 0; i < bucket_count; ++i) {
    if (counts_[i] != 0) found.emplace_back(middle_of(i), counts_[i]);
  }
  return found;
}

}  // namespace eventstore::measure
