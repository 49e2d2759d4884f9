#include "bench/load/call_events.hpp"

#include <variant>

namespace eventstore::load {

using cases::Arguments;

namespace {

constexpr auto index_of = [](Part part) { return static_cast<std::size_t>(part); };

/// One of a batch's values; the empty value where it has none.
template <typename Value>
Value one_of(const pg::Value* values, std::size_t index) {
  const auto* const several = values == nullptr ? nullptr : std::get_if<std::vector<Value>>(values);
  return several == nullptr || index >= several->size() ? Value{} : (*several)[index];
}

}  // namespace

CallEvents::CallEvents(const catalogue::Operation& operation, const catalogue::StoreProfile& store,
                       EventLedger& ledger)
    : operation_(operation),
      ledger_(ledger),
      given_(parts_given(operation, store)),
      has_tenant_key_(store.events.columns.contains("tenant_key")) {
  // A tenant that is given by the name that the events do not hold says nothing of their column.
  bool is_told = false;
  for (const catalogue::Parameter& parameter : operation.parameters) {
    const std::string wanted = has_tenant_key_ ? "key" : "id";
    is_told |= parameter.source.family == "tenant" && parameter.source.field == wanted;
  }
  if (!is_told) given_.reset(index_of(Part::tenant));
}

std::vector<Uuid> CallEvents::issue(std::size_t count, std::int64_t timestamp_us) {
  count_ = count;
  first_ = ledger_.issue(count);
  std::vector<Uuid> ids;
  for (std::uint64_t number = first_; number < first_ + count_; ++number) {
    ids.push_back(ledger_.id_of(number, timestamp_us));
  }
  return ids;
}

const pg::Value* CallEvents::argument(const Arguments& arguments, std::string_view family,
                                      std::string_view field) const {
  for (std::size_t i = 0; i < operation_.parameters.size(); ++i) {
    const catalogue::Source& source = operation_.parameters[i].source;
    if (source.family == family && source.field == field) return &arguments[i];
  }
  return nullptr;
}

std::string CallEvents::text(const Arguments& arguments, std::string_view family,
                             std::string_view field) const {
  const pg::Value* const value = argument(arguments, family, field);
  if (value == nullptr) return {};
  if (const auto* const number = std::get_if<std::int64_t>(value)) return std::to_string(*number);
  const auto* const text = std::get_if<std::string>(value);
  return text == nullptr ? std::string{} : *text;
}

std::int64_t CallEvents::number(const Arguments& arguments, std::string_view family,
                                std::string_view field) const {
  const pg::Value* const value = argument(arguments, family, field);
  const auto* const number = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return number == nullptr ? 0 : *number;
}

void CallEvents::write(const Arguments& arguments) {
  std::string aggregate_id = text(arguments, "aggregate", "id");
  std::string aggregate_type = text(arguments, "aggregate", "type");
  const std::string stream_id = text(arguments, "aggregate", "stream_id");
  if (stream_id.size() > uuid_text_length) {  // TYPE-UUID
    const std::size_t type_length = stream_id.size() - uuid_text_length - 1;
    if (aggregate_type.empty()) aggregate_type = stream_id.substr(0, type_length);
    if (aggregate_id.empty()) aggregate_id = stream_id.substr(type_length + 1);
  }
  const std::string tenant = text(arguments, "tenant", has_tenant_key_ ? "key" : "id");
  const pg::Value* const expected = argument(arguments, "events", "expected_version");
  const std::int64_t before = expected != nullptr ? number(arguments, "events", "expected_version")
                                                  : number(arguments, "aggregate", "version");
  const pg::Value* const sequences = argument(arguments, "events", "sequence_numbers");
  const auto batch = [&](std::string_view field) { return argument(arguments, "events", field); };
  for (std::size_t i = 0; i < count_; ++i) {
    const auto of = [&](std::string_view field) { return one_of<std::string>(batch(field), i); };
    const std::string id = of("ids");
    const std::string type = of("types");
    const std::string revision = of("payload_revisions");
    const std::string metadata = of("metadata");
    const std::string payload = of("payloads");
    const std::int64_t sequence_number = sequences != nullptr
                                             ? one_of<std::int64_t>(sequences, i)
                                             : before + static_cast<std::int64_t>(i) + 1;
    ledger_.write(first_ + i,
                  content_hash({.event_id = id,
                                .tenant = tenant,
                                .aggregate_id = aggregate_id,
                                .aggregate_type = aggregate_type,
                                .sequence_number = sequence_number,
                                .event_type = type,
                                .payload_revision = revision,
                                .metadata = metadata,
                                .payload = payload,
                                .timestamp_us = one_of<std::int64_t>(batch("timestamps"), i)},
                               given_));
  }
}

void CallEvents::close(const cases::CallResult& result) {
  const Fate fate = result.outcome == Outcome::ok ? Fate::acknowledged
                    : result.in_doubt             ? Fate::in_doubt
                                                  : Fate::refused;
  for (std::uint64_t number = first_; number < first_ + count_; ++number) {
    ledger_.close(number, fate);
  }
  count_ = 0;
}

}  // namespace eventstore::load
