#include "generator/describe_buckets.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::seed {

Buckets::Buckets(std::initializer_list<std::int64_t> starts)
    : starts_(starts), sums_(starts.size() - 1) {}

void Buckets::add(std::int64_t value, std::int64_t count, std::int64_t weight) {
  const auto after = std::upper_bound(starts_.begin() + 1, starts_.end() - 1, value);
  auto& [counts, weights] = sums_[static_cast<std::size_t>(after - starts_.begin()) - 1];
  counts += count;
  weights += weight;
}

std::vector<Buckets::Bucket> Buckets::filled() const {
  std::vector<Bucket> buckets;
  std::size_t used = 0;
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    if (sums_[i].first == 0 && buckets.empty()) continue;
    const std::int64_t first = starts_[i];
    const std::int64_t last = starts_[i + 1] - 1;
    buckets.push_back({.label = first == last
                                    ? grouped(first)
                                    : fmt::format("{} - {}", grouped(first), grouped(last)),
                       .count = sums_[i].first,
                       .weight = sums_[i].second});
    if (sums_[i].first > 0) used = buckets.size();
  }
  buckets.resize(used);
  return buckets;
}

std::int64_t Buckets::count() const {
  std::int64_t sum = 0;
  for (const auto& [count, weight] : sums_) sum += count;
  return sum;
}

std::int64_t Buckets::weight() const {
  std::int64_t sum = 0;
  for (const auto& [count, weight] : sums_) sum += weight;
  return sum;
}

}  // namespace eventstore::seed
