// What an event says, but for its payload: ids, type, metadata; and an aggregate's state.
#include "core/events/content.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include <fmt/format.h>

#include "core/events/aggregate_kind.hpp"
#include "core/events/event_bits.hpp"

namespace eventstore {

namespace {

/// How an aggregate of a known length ends.
struct Ending {
  std::int64_t first = 0;  ///< Sequence number of its first event; 0 when it stays open.
  bool completes = false;  ///< Otherwise it is abandoned.
};

Ending ending_of(const LifeCycle& life_cycle, const EventKey& key) {
  if (key.length < 2) return {};
  const std::uint64_t percent = below(aggregate_bits(key.seed, key.aggregate, Salt::closing), 100);
  if (percent >= 80) return {};
  const auto steps = static_cast<std::int64_t>(life_cycle.completion.size());
  if (percent < 65 && key.length > steps) return {key.length - steps + 1, true};
  return {key.length, false};
}

/// Between creation and ending events come in pairs, so that a detour's two events are found
/// without looking at the others: (2, 3), (4, 5), ...
std::int64_t first_of_pair(std::int64_t sequence_number) {
  return sequence_number - sequence_number % 2;
}

bool pair_is_detour(const EventKey& key) {
  EventKey pair = key;
  pair.sequence_number = first_of_pair(key.sequence_number);
  return below(event_bits(pair, Salt::detour), 10) == 0;
}

std::string_view modification(const LifeCycle& life_cycle, const EventKey& key) {
  const auto& modifications = life_cycle.modifications;
  return modifications[below(event_bits(key, Salt::event_type), modifications.size())];
}

/// jsonb's order of keys.
struct ByLengthThenBytes {
  bool operator()(std::string_view a, std::string_view b) const {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }
};

std::string_view status_of(const LifeCycle& life_cycle, std::string_view last_event) {
  if (last_event == life_cycle.abandoned) return "abandoned";
  if (last_event == life_cycle.paused) return "paused";
  if (last_event == life_cycle.completion.back()) return "completed";
  const auto& steps = life_cycle.completion;
  return std::find(steps.begin(), steps.end(), last_event) != steps.end() ? "closing" : "open";
}

}  // namespace

std::string_view aggregate_type(std::uint64_t seed, std::uint64_t aggregate) {
  return kind_of(seed, aggregate).type;
}

Uuid aggregate_id(std::uint64_t seed, std::uint64_t aggregate) {
  const std::uint64_t bits = aggregate_bits(seed, aggregate, Salt::aggregate_id);
  return uuid_v4(bits, mix(bits ^ aggregate));
}

Uuid event_id(const EventKey& key, std::int64_t timestamp_us) {
  const std::uint64_t bits = event_bits(key, Salt::event_id);
  return uuid_v7(timestamp_us, bits, mix(bits));
}

std::string_view event_type(const EventKey& key) {
  const LifeCycle& life_cycle = kind_of(key.seed, key.aggregate).life_cycle;
  if (key.sequence_number == 1) return life_cycle.created;

  const Ending ending = ending_of(life_cycle, key);
  if (ending.first != 0 && key.sequence_number >= ending.first) {
    if (!ending.completes) return life_cycle.abandoned;
    return life_cycle.completion[static_cast<std::size_t>(key.sequence_number - ending.first)];
  }

  // A pair that the ending cuts is no detour.
  const std::int64_t pair_first = first_of_pair(key.sequence_number);
  const std::int64_t open_end = ending.first != 0 ? ending.first : key.length + 1;
  const bool pair_is_whole = key.length == 0 || pair_first + 1 < open_end;
  if (pair_is_whole && pair_is_detour(key)) {
    return key.sequence_number == pair_first ? life_cycle.paused : life_cycle.resumed;
  }
  return modification(life_cycle, key);
}

bool can_continue(const EventKey& key) {
  if (key.sequence_number == 1) return true;
  if (ending_of(kind_of(key.seed, key.aggregate).life_cycle, key).first != 0) return false;
  return first_of_pair(key.sequence_number) != key.sequence_number || !pair_is_detour(key);
}

std::string_view payload_revision(const EventKey& key) {
  return below(event_bits(key, Salt::payload_revision), 10) < 7 ? "2" : "1";
}

void append_metadata(std::string& out, const EventKey& key, const Uuid& causation,
                     const Uuid& correlation) {
  // The user and the trace are those of the chain, which its first event stands for.
  std::uint64_t chain = 0;
  std::memcpy(&chain, correlation.bytes.data() + 8, sizeof chain);
  const Uuid trace = uuid_v4(mix(chain), mix(~chain));
  const std::uint64_t user = 10'000 + below(mix(chain ^ 0x75736572U), 90'000);

  out += R"({"user": "user-)";
  out += fmt::format_int(user).c_str();
  out += R"(", "trace": ")";
  append_text(out, trace);
  out += R"(", "schema": ")";
  out += payload_revision(key);
  out += R"(", "causation_id": ")";
  append_text(out, causation);
  out += R"(", "correlation_id": ")";
  append_text(out, correlation);
  out += "\"}";
}

void append_snapshot_state(std::string& out, const EventKey& key, const PayloadProfile& profile) {
  const AggregateKind& kind = kind_of(key.seed, key.aggregate);
  std::map<std::string_view, std::int64_t, ByLengthThenBytes> counts;
  EventKey at = key;
  for (at.sequence_number = 1; at.sequence_number <= key.sequence_number; ++at.sequence_number) {
    ++counts[event_type(at)];
  }
  out += fmt::format(R"({{"type": "{}", "latest": )", kind.type);
  append_payload(out, key, profile);
  out += fmt::format(R"(, "status": "{}", "version": {}, "event_counts": {{)",
                     status_of(kind.life_cycle, event_type(key)), key.sequence_number);
  std::string_view separator;
  for (const auto& [type, count] : counts) {
    out += fmt::format(R"({}"{}": {})", separator, type, count);
    separator = ", ";
  }
  out += "}}";
}

}  // namespace eventstore
