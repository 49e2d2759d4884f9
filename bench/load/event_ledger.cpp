#include "bench/load/event_ledger.hpp"

#include <algorithm>
#include <charconv>

#include "core/measure/clock.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::load {

namespace {

constexpr int number_bits = 40;
constexpr std::uint64_t number_mask = (std::uint64_t{1} << number_bits) - 1;
constexpr std::uint64_t run_mask = (std::uint64_t{1} << 22U) - 1;

/// The last 16 hex digits of a UUID's text without its last hyphen; nothing when they are not.
std::optional<std::uint64_t> low_bits_of(std::string_view id) {
  constexpr std::size_t low_at = 19;
  constexpr std::size_t hyphen_at = 23;
  if (id.size() != uuid_text_length || id[hyphen_at] != '-') return std::nullopt;
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  const auto hex = [&](std::size_t from, std::size_t to, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(id.data() + from, id.data() + to, value, 16);
    return error == std::errc{} && end == id.data() + to;
  };
  if (!hex(low_at, hyphen_at, high) || !hex(hyphen_at + 1, id.size(), low)) return std::nullopt;
  return high << 48U | low;
}

}  // namespace

EventLedger::EventLedger(std::uint64_t run) : run_(run & run_mask) {}

std::uint64_t EventLedger::issue(std::uint64_t count) {
  const std::uint64_t first = next_.fetch_add(count);
  const std::uint64_t end = first + count;
  if (end > chunk_size * most_chunks) {
    throw Failure("more than 4,294,967,296 events in one run; make several shorter ones");
  }
  if (count == 0) return first;
  for (std::uint64_t chunk = first / chunk_size; chunk <= (end - 1) / chunk_size; ++chunk) {
    if (chunks_[chunk].load(std::memory_order_acquire) != nullptr) continue;
    const std::lock_guard lock{growing_};
    if (chunks_[chunk].load(std::memory_order_relaxed) != nullptr) continue;
    owned_.push_back(std::make_unique<Chunk>());
    chunks_[chunk].store(owned_.back().get(), std::memory_order_release);
  }
  return first;
}

Uuid EventLedger::id_of(std::uint64_t number, std::int64_t timestamp_us) const {
  return uuid_v7(timestamp_us, number, run_ << number_bits | number);
}

std::optional<std::uint64_t> EventLedger::number_of(std::string_view id) const {
  const auto bits = low_bits_of(id);
  if (!bits || (*bits >> number_bits & run_mask) != run_) return std::nullopt;
  const std::uint64_t number = *bits & number_mask;
  const bool is_known = number < issued() && chunks_[number / chunk_size].load() != nullptr;
  return is_known ? std::optional{number} : std::nullopt;
}

std::string EventLedger::end_of_id(std::uint64_t number) const {
  constexpr std::size_t digits_at = 19;
  return to_text(id_of(number, 0)).substr(digits_at);
}

const EventLedger::Chunk& EventLedger::chunk_of(std::uint64_t number) const {
  return *chunks_[number / chunk_size].load(std::memory_order_acquire);
}

EventLedger::Chunk& EventLedger::chunk_of(std::uint64_t number) {
  return *chunks_[number / chunk_size].load(std::memory_order_acquire);
}

void EventLedger::write(std::uint64_t number, const ContentHash& hash) {
  std::atomic<std::uint64_t>* words = chunk_of(number).hashes.data();
  words += words_per_hash * (number % chunk_size);
  for (std::size_t i = 0; i < words_per_hash; ++i) {
    const std::uint64_t word = std::uint64_t{hash.parts[2 * i + 1]} << 32U | hash.parts[2 * i];
    words[i].store(word, std::memory_order_release);
  }
}

void EventLedger::close(std::uint64_t number, Fate fate) {
  const auto now = measure::Clock::now().time_since_epoch();
  Chunk& chunk = chunk_of(number);
  chunk.closed_at[number % chunk_size].store(measure::Duration{now}.count());
  chunk.fates[number % chunk_size].store(static_cast<std::uint8_t>(fate));
  if (fate == Fate::acknowledged) acknowledged_.fetch_add(1);
}

ContentHash EventLedger::hash_of(std::uint64_t number) const {
  const std::atomic<std::uint64_t>* words = chunk_of(number).hashes.data();
  words += words_per_hash * (number % chunk_size);
  ContentHash hash;
  for (std::size_t i = 0; i < words_per_hash; ++i) {
    const std::uint64_t word = words[i].load(std::memory_order_acquire);
    hash.parts[2 * i] = static_cast<std::uint32_t>(word);
    hash.parts[2 * i + 1] = static_cast<std::uint32_t>(word >> 32U);
  }
  return hash;
}

PartSet EventLedger::altered(std::uint64_t number, const EventContent& content,
                             const PartSet& known) const {
  return differing(hash_of(number), content_hash(content, known));
}

Fate EventLedger::fate_of(std::uint64_t number) const {
  return static_cast<Fate>(chunk_of(number).fates[number % chunk_size].load());
}

std::int64_t EventLedger::closed_at_ns(std::uint64_t number) const {
  return chunk_of(number).closed_at[number % chunk_size].load();
}

bool NumberSet::insert(std::uint64_t number) {
  if (number >= bits_.size()) bits_.resize(std::max<std::size_t>(number + 1, bits_.size() * 2));
  if (bits_[number]) return false;
  bits_[number] = true;
  ++size_;
  return true;
}

bool NumberSet::contains(std::uint64_t number) const {
  return number < bits_.size() && bits_[number];
}

}  // namespace eventstore::load
