#include "bench/load/event_content.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/random/random.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace eventstore::load {

using catalogue::Operation;
using catalogue::StoreProfile;
using engine::EventField;
using engine::StoredEvent;

namespace {

constexpr std::array<std::string_view, part_count> part_names{
    "event_id",   "tenant",           "aggregate_id", "aggregate_type", "sequence_number",
    "event_type", "payload_revision", "metadata",     "payload",        "timestamp"};

constexpr std::array all_parts{Part::event_id,         Part::tenant,          Part::aggregate_id,
                               Part::aggregate_type,   Part::sequence_number, Part::event_type,
                               Part::payload_revision, Part::metadata,        Part::payload,
                               Part::timestamp};

constexpr std::size_t index_of(Part part) {
  return static_cast<std::size_t>(part);
}

/// Never 0, which means "not known".
std::uint32_t shortened(std::uint64_t hash) {
  return std::max(static_cast<std::uint32_t>(hash >> 32U), std::uint32_t{1});
}

std::uint32_t hash_text(std::string_view text) {
  return shortened(XXH3_64bits(text.data(), text.size()));
}

std::uint32_t hash_number(std::int64_t number) {
  return shortened(mix(static_cast<std::uint64_t>(number)));
}

std::uint32_t part_hash(const EventContent& content, Part part) {
  switch (part) {
    case Part::event_id:
      return hash_text(content.event_id);
    case Part::tenant:
      return hash_text(content.tenant);
    case Part::aggregate_id:
      return hash_text(content.aggregate_id);
    case Part::aggregate_type:
      return hash_text(content.aggregate_type);
    case Part::sequence_number:
      return hash_number(content.sequence_number);
    case Part::event_type:
      return hash_text(content.event_type);
    case Part::payload_revision:
      return hash_text(content.payload_revision);
    case Part::metadata:
      return hash_text(content.metadata);
    case Part::payload:
      return hash_text(content.payload);
    case Part::timestamp:
      break;
  }
  return hash_number(content.timestamp_us);
}

bool takes(const Operation& operation, std::string_view family, std::string_view field) {
  return std::any_of(operation.parameters.begin(), operation.parameters.end(), [&](const auto& p) {
    return p.source.family == family && (field.empty() || p.source.field == field);
  });
}

bool is_given(const Operation& operation, Part part) {
  switch (part) {
    case Part::event_id:
      return takes(operation, "events", "ids");
    case Part::tenant:
      return takes(operation, "tenant", "");
    case Part::aggregate_id:
      return takes(operation, "aggregate", "id") || takes(operation, "aggregate", "stream_id");
    case Part::aggregate_type:
      return takes(operation, "aggregate", "type") || takes(operation, "aggregate", "stream_id");
    case Part::sequence_number:
      return takes(operation, "events", "sequence_numbers") ||
             takes(operation, "events", "expected_version") ||
             takes(operation, "aggregate", "version");
    case Part::event_type:
      return takes(operation, "events", "types");
    case Part::payload_revision:
      return takes(operation, "events", "payload_revisions");
    case Part::metadata:
      return takes(operation, "events", "metadata");
    case Part::payload:
      return takes(operation, "events", "payloads");
    case Part::timestamp:
      break;
  }
  return takes(operation, "events", "timestamps");
}

bool has_column(const StoreProfile& store, Part part) {
  const auto& columns = store.events.columns;
  if (part == Part::tenant) return columns.contains("tenant_key") || columns.contains("tenant_id");
  return columns.contains(std::string{name_of(part)});
}

}  // namespace

std::string_view name_of(Part part) {
  return part_names.at(index_of(part));
}

std::string names_of(const PartSet& parts) {
  std::string text;
  for (const Part part : all_parts) {
    if (!parts[index_of(part)]) continue;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", name_of(part));
  }
  return text;
}

ContentHash content_hash(const EventContent& content, const PartSet& known) {
  ContentHash hash;
  for (const Part part : all_parts) {
    if (known[index_of(part)]) hash.parts[index_of(part)] = part_hash(content, part);
  }
  return hash;
}

PartSet differing(const ContentHash& one, const ContentHash& other) {
  PartSet parts;
  for (std::size_t i = 0; i < part_count; ++i) {
    const bool both_know = one.parts[i] != 0 && other.parts[i] != 0;
    parts[i] = both_know && one.parts[i] != other.parts[i];
  }
  return parts;
}

std::uint64_t aggregate_hash(std::string_view tenant, std::string_view aggregate_id) {
  return mix(XXH3_64bits(tenant.data(), tenant.size()) ^ tenant.size()) ^
         XXH3_64bits(aggregate_id.data(), aggregate_id.size());
}

EventContent content_of(const StoredEvent& event, std::string_view tenant) {
  return {.event_id = event.event_id,
          .tenant = tenant,
          .aggregate_id = event.aggregate_id,
          .aggregate_type = event.aggregate_type,
          .sequence_number = event.sequence_number,
          .event_type = event.event_type,
          .payload_revision = event.payload_revision,
          .metadata = event.metadata,
          .payload = event.payload,
          .timestamp_us = event.timestamp_us};
}

PartSet parts_of(const StoredEvent& event) {
  PartSet parts;
  const auto note = [&](Part part, bool is_there) { parts[index_of(part)] = is_there; };
  note(Part::event_id, event.has(EventField::event_id));
  note(Part::tenant, event.has(EventField::tenant_key) || event.has(EventField::tenant_id));
  note(Part::aggregate_id, event.has(EventField::aggregate_id));
  note(Part::aggregate_type, event.has(EventField::aggregate_type));
  note(Part::sequence_number, event.has(EventField::sequence_number));
  note(Part::event_type, event.has(EventField::event_type));
  note(Part::payload_revision, event.has(EventField::payload_revision));
  note(Part::metadata, event.has(EventField::metadata));
  note(Part::payload, event.has(EventField::payload));
  note(Part::timestamp, event.has(EventField::timestamp));
  return parts;
}

PartSet parts_given(const Operation& operation, const StoreProfile& store) {
  PartSet parts;
  for (const Part part : all_parts) {
    parts[index_of(part)] = is_given(operation, part) && has_column(store, part);
  }
  return parts;
}

std::string not_compared(const std::vector<const Operation*>& operations,
                         const StoreProfile& store) {
  std::string text;
  for (const Part part : all_parts) {
    const auto has_it = [&](const Operation* operation) { return is_given(*operation, part); };
    const bool is_there = has_column(store, part);
    if (is_there && std::all_of(operations.begin(), operations.end(), has_it)) continue;
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", name_of(part),
                        is_there ? "the store sets it" : "the store has no such column");
  }
  return text;
}

}  // namespace eventstore::load
