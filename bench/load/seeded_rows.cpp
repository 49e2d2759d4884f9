#include "bench/load/seeded_rows.hpp"

#include <algorithm>
#include <atomic>
#include <limits>

namespace eventstore::load {

namespace {

/// A bit for each position, set by several threads.
class SeenPositions {
 public:
  explicit SeenPositions(std::int64_t last)
      : words_(static_cast<std::size_t>(last) / bits_per_word + 1) {}

  /// Whether it was new.
  bool insert(std::int64_t position) {
    const std::uint64_t bit = bit_of(position);
    return (std::atomic_ref{words_[word_of(position)]}.fetch_or(bit) & bit) == 0;
  }
  [[nodiscard]] bool contains(std::int64_t position) const {
    return (words_[word_of(position)] & bit_of(position)) != 0;
  }

 private:
  static constexpr std::size_t bits_per_word = 64;
  static std::size_t word_of(std::int64_t position) {
    return static_cast<std::size_t>(position) / bits_per_word;
  }
  static std::uint64_t bit_of(std::int64_t position) {
    return std::uint64_t{1} << (static_cast<std::size_t>(position) % bits_per_word);
  }
  std::vector<std::uint64_t> words_;
};

}  // namespace

SeededRows::SeededRows(std::int64_t last)
    : last_(std::max<std::int64_t>(last, 0)), hashes_(static_cast<std::size_t>(last_) + 1) {}

void SeededRows::remember(EventRows& rows) {
  rows.read_hashes(std::numeric_limits<std::int64_t>::max(), OnSignal::stop,
                   [this](const RowHash& row) { keep(row); });
  count_ = std::count_if(hashes_.begin(), hashes_.end(), [](auto hash) { return hash != 0; });
}

void SeededRows::remember_behind(EventRows& rows, std::int64_t position) {
  rows.read_behind(position, OnSignal::stop,
                   [this](const engine::StoredEvent& event, std::uint64_t hash) {
                     others_.emplace(event.position, hash);
                   });
}

void SeededRows::keep(const RowHash& row) {
  if (!row.position) return;
  if (is_seeded(*row.position)) {
    std::uint64_t none = 0;
    const std::atomic_ref slot{hashes_[static_cast<std::size_t>(*row.position)]};
    if (slot.compare_exchange_strong(none, row.hash)) return;
  }
  const std::lock_guard lock{mutex_};
  others_.emplace(*row.position, row.hash);
}

bool SeededRows::had(std::int64_t position, std::uint64_t hash) const {
  if (is_seeded(position) && hashes_[static_cast<std::size_t>(position)] == hash) return true;
  const auto [begin, end] = others_.equal_range(position);
  return std::any_of(begin, end, [hash](const auto& other) { return other.second == hash; });
}

RowChanges SeededRows::changes(EventRows& rows, OnSignal on_signal) const {
  RowChanges changes;
  std::mutex mutex;
  SeenPositions seen{last_};
  rows.read_hashes(last_, on_signal, [&](const RowHash& row) {
    if (row.position && is_seeded(*row.position)) {
      const bool is_as_it_was = hashes_[static_cast<std::size_t>(*row.position)] == row.hash;
      if (is_as_it_was && seen.insert(*row.position)) return;
    }
    const std::lock_guard lock{mutex};
    if (!row.position) {
      ++changes.without_position;
    } else if (!others_.contains(*row.position) || !had(*row.position, row.hash)) {
      changes.strange.push_back(*row.position);
    }
  });
  std::sort(changes.strange.begin(), changes.strange.end());
  changes.strange.erase(std::unique(changes.strange.begin(), changes.strange.end()),
                        changes.strange.end());
  for (std::int64_t position = 1; position <= last_; ++position) {
    const bool was_there = hashes_[static_cast<std::size_t>(position)] != 0;
    if (was_there && !seen.contains(position)) changes.missing.push_back(position);
  }
  return changes;
}

}  // namespace eventstore::load
