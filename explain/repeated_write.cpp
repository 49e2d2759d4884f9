#include "explain/repeated_write.hpp"

#include <algorithm>
#include <cstdlib>

namespace eventstore::explain {

namespace {

/// The most minus the least.
std::int64_t range_of(const std::vector<WriteWork>& works, std::int64_t WriteWork::*amount) {
  if (works.empty()) return 0;
  const auto [least, most] =
      std::minmax_element(works.begin(), works.end(),
                          [amount](const auto& a, const auto& b) { return a.*amount < b.*amount; });
  return (*most).*amount - (*least).*amount;
}

std::vector<WriteWork> without_images(std::vector<WriteWork> works) {
  std::erase_if(works, [](const WriteWork& work) { return work.has_images; });
  return works;
}

}  // namespace

bool RepeatedWrite::is_as_earlier() const {
  return earlier_ && !executed_.empty() && executed_.back().buffers == earlier_->work.buffers;
}

bool RepeatedWrite::is_repeated() const {
  constexpr std::size_t first_that_counts = 1;
  constexpr std::int64_t thousand = 1000;
  if (executed_.size() < first_that_counts + 2) return false;
  const std::int64_t last = executed_.back().buffers;
  const std::int64_t before = executed_[executed_.size() - 2].buffers;
  return std::abs(last - before) <= std::max(last, before) / thousand;
}

bool RepeatedWrite::is_enough() const {
  return is_as_earlier() || is_repeated() || executed_.size() >= most_executions;
}

std::size_t RepeatedWrite::first_settled() const {
  constexpr std::size_t unsettled = 3;
  if (is_as_earlier()) return executed_.size() - 1;
  if (is_repeated()) return executed_.size() - 2;
  return executed_.size() > unsettled ? executed_.size() - unsettled : executed_.size() - 1;
}

std::size_t RepeatedWrite::kept() const {
  const auto first = executed_.begin() + static_cast<std::ptrdiff_t>(first_settled());
  const auto least = std::min_element(
      first, executed_.end(),
      [](const WriteWork& a, const WriteWork& b) { return a.buffers < b.buffers; });
  return static_cast<std::size_t>(least - executed_.begin());
}

SettledWrite RepeatedWrite::settled() const {
  const WriteWork& work = executed_.at(kept());
  if (is_as_earlier()) return {.work = work, .spread = earlier_->spread};
  const std::vector<WriteWork> settled{
      executed_.begin() + static_cast<std::ptrdiff_t>(first_settled()), executed_.end()};
  return {.work = work,
          .spread = {.buffers = range_of(settled, &WriteWork::buffers),
                     .wal_bytes = range_of(without_images(settled), &WriteWork::wal_bytes)}};
}

}  // namespace eventstore::explain
