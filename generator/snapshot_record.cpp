#include "generator/snapshot_record.hpp"

#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "generator/json_members.hpp"

namespace eventstore::seed {

namespace {

std::optional<std::int64_t> number_in(std::string_view value) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  const bool is_all = error == std::errc{} && end == value.data() + value.size();
  return is_all ? std::optional{number} : std::nullopt;
}

std::string read_counts(std::string_view value, SnapshotRecord& snapshot) {
  const EventTypes& types = event_types_by_kind()[snapshot.kind];
  JsonMembers counts{value};
  while (counts.next()) {
    const auto code = types.code_of(counts.key());
    if (!code) {
      return fmt::format("counts events of type {}, which no {} has", counts.key(), types.kind());
    }
    const auto count = number_in(counts.value());
    if (!count || *count < 0 || *count > snapshot.version) {
      return fmt::format("counts {} events of type {}", counts.value(), counts.key());
    }
    snapshot.said.counts[*code] = static_cast<std::uint32_t>(*count);
  }
  return counts.is_object() ? "" : "has event_counts in its state that are no JSON object";
}

std::string read_state(const Event& row, SnapshotRecord& snapshot) {
  std::map<std::string_view, std::string_view> state;
  JsonMembers members{row.payload};
  while (members.next()) state[members.key()] = members.value();
  if (!members.is_object()) return "has a state that is no JSON object";
  for (const auto* name : {"type", "latest", "status", "version", "event_counts"}) {
    if (!state.contains(name)) return fmt::format("has no {} in its state", name);
  }
  if (string_content(state["type"]) != row.aggregate_type) {
    return fmt::format("has type {} in its state, not {}", state["type"], row.aggregate_type);
  }
  if (number_in(state["version"]) != row.sequence_number) {
    return fmt::format("has version {} in its state, not {}", state["version"],
                       row.sequence_number);
  }
  snapshot.said.latest_bits = text_bits(state["latest"]);
  snapshot.said.status = string_content(state["status"]);
  return read_counts(state["event_counts"], snapshot);
}

}  // namespace

void read_snapshot(const Event& row, SnapshotRecord& snapshot) {
  snapshot.aggregate_id = row.aggregate_id;
  snapshot.version = row.sequence_number;
  snapshot.said.timestamp_us = row.timestamp_us;
  const auto kind = kind_named(row.aggregate_type);
  if (!kind) {
    snapshot.complaint = fmt::format("is of type {}, which there is not", row.aggregate_type);
    return;
  }
  snapshot.kind = *kind;
  snapshot.said.counts.assign(event_types_by_kind()[*kind].size(), 0);
  snapshot.found.counts = snapshot.said.counts;
  snapshot.complaint = read_state(row, snapshot);
}

std::uint64_t text_bits(std::string_view text) {
  return XXH3_64bits(text.data(), text.size());
}

}  // namespace eventstore::seed
