// What was appended in a run, and what became of it: one entry for each event, found by the number
// that is in the event's id.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load/event_content.hpp"
#include "core/events/event.hpp"

namespace eventstore::load {

enum class Fate : std::uint8_t {
  unknown,       ///< Not sent yet, or under way.
  acknowledged,  ///< The store has said that it is stored.
  refused,       ///< The store has said that it is not.
  in_doubt,      ///< The connection was lost, and the store could not be asked.
};

/// For many threads.  49 bytes an event.
class EventLedger {
 public:
  /// `run`: of its bits, 22 mark the ids of this run.
  explicit EventLedger(std::uint64_t run);
  EventLedger(const EventLedger&) = delete;
  EventLedger& operator=(const EventLedger&) = delete;

  /// `count` new numbers, from the result on.  Throws Failure beyond 2^32 events.
  [[nodiscard]] std::uint64_t issue(std::uint64_t count);

  /// A UUID of version 7 with this number in it.
  [[nodiscard]] Uuid id_of(std::uint64_t number, std::int64_t timestamp_us) const;

  /// The number in an id's 36 characters; nothing when it is no id of this run, or of a number that
  /// was not issued.
  [[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view id) const;

  /// The last digits of the number's id, by which it is found in a store: the time that its id
  /// begins with is not kept.
  [[nodiscard]] std::string end_of_id(std::uint64_t number) const;

  /// Before the event is sent.
  void write(std::uint64_t number, const ContentHash& hash);
  /// Once for each number.
  void close(std::uint64_t number, Fate fate);

  [[nodiscard]] std::uint64_t issued() const { return next_.load(); }
  /// Those that were closed as acknowledged.
  [[nodiscard]] std::uint64_t acknowledged() const { return acknowledged_.load(); }
  [[nodiscard]] ContentHash hash_of(std::uint64_t number) const;
  /// The parts of an event that came back, of those that are `known`, that were written otherwise.
  [[nodiscard]] PartSet altered(std::uint64_t number, const EventContent& content,
                                const PartSet& known) const;
  [[nodiscard]] Fate fate_of(std::uint64_t number) const;
  /// When `close` was called, as nanoseconds of measure::Clock; 0 before.
  [[nodiscard]] std::int64_t closed_at_ns(std::uint64_t number) const;

 private:
  static constexpr std::uint64_t chunk_size = 1U << 16U;
  static constexpr std::uint64_t most_chunks = 1U << 16U;
  static constexpr std::size_t words_per_hash = part_count / 2;
  struct Chunk {
    /// Two parts in a word, the words of an event one after the other.
    std::array<std::atomic<std::uint64_t>, words_per_hash * chunk_size> hashes{};
    std::array<std::atomic<std::int64_t>, chunk_size> closed_at{};
    std::array<std::atomic<std::uint8_t>, chunk_size> fates{};
  };
  [[nodiscard]] const Chunk& chunk_of(std::uint64_t number) const;
  [[nodiscard]] Chunk& chunk_of(std::uint64_t number);

  std::uint64_t run_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> acknowledged_{0};
  std::mutex growing_;
  std::vector<std::unique_ptr<Chunk>> owned_;
  std::vector<std::atomic<Chunk*>> chunks_ = std::vector<std::atomic<Chunk*>>(most_chunks);
};

/// A bit for each number of a ledger.  For one thread.
class NumberSet {
 public:
  /// Whether it was new.
  bool insert(std::uint64_t number);
  [[nodiscard]] bool contains(std::uint64_t number) const;
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  std::vector<bool> bits_;
  std::uint64_t size_ = 0;
};

}  // namespace eventstore::load
