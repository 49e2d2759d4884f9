#include "bench/load/writing.hpp"

#include <chrono>
#include <utility>

#include "core/events/content.hpp"
#include "core/random/random.hpp"

namespace eventstore::load {

namespace {

std::int64_t now_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

}  // namespace

std::string tenant_text(const catalogue::StoreProfile& store, const engine::Tenant& tenant) {
  return store.events.columns.contains("tenant_key") ? std::to_string(tenant.key) : tenant.id;
}

std::string tenant_text(const catalogue::StoreProfile& store, const engine::StoredEvent& event) {
  return store.events.columns.contains("tenant_key") ? std::to_string(event.tenant_key)
                                                     : std::string{event.tenant_id};
}

Writing::Writing(const catalogue::StoreProfile& store, const PayloadProfile& payloads,
                 EventLedger& ledger, std::uint64_t run, const PartSet& given)
    : store_(store), payloads_(payloads), ledger_(ledger), run_(run), given_(given) {}

GrownAggregate Writing::new_aggregate(const engine::Tenant& tenant) {
  const std::uint64_t number = aggregates_.fetch_add(1);
  return {.number = number,
          .name = {.tenant = tenant,
                   .id = to_text(aggregate_id(run_, number)),
                   .type = std::string{aggregate_type(run_, number)}},
          .version = 0};
}

NumberedAppend Writing::events_after(const GrownAggregate& aggregate, std::int64_t expected_version,
                                     std::int64_t count) {
  NumberedAppend result;
  result.append.aggregate = aggregate.name;
  result.append.expected_version = expected_version;
  result.first = ledger_.issue(static_cast<std::uint64_t>(count));
  const std::string tenant = tenant_text(store_, aggregate.name.tenant);
  const std::int64_t now = now_us();
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint64_t number = result.first + static_cast<std::uint64_t>(i);
    const EventKey key{.seed = run_,
                       .aggregate = aggregate.number,
                       .sequence_number = expected_version + i + 1,
                       .length = 0};
    const Uuid id = ledger_.id_of(number, now);
    engine::NewEvent& event = result.append.events.emplace_back();
    event.id = to_text(id);
    event.type = event_type(key);
    event.payload_revision = payload_revision(key);
    event.timestamp_us = now;
    event.metadata.clear();
    append_metadata(event.metadata, key, id, id);
    append_payload(event.payload, key, payloads_);
    ledger_.write(number, content_hash({.event_id = event.id,
                                        .tenant = tenant,
                                        .aggregate_id = aggregate.name.id,
                                        .aggregate_type = aggregate.name.type,
                                        .sequence_number = key.sequence_number,
                                        .event_type = event.type,
                                        .payload_revision = event.payload_revision,
                                        .metadata = event.metadata,
                                        .payload = event.payload,
                                        .timestamp_us = event.timestamp_us},
                                       given_));
  }
  return result;
}

void Writing::close(const NumberedAppend& append, Fate fate) {
  for (std::uint64_t number = append.first; number < append.end(); ++number) {
    ledger_.close(number, fate);
  }
}

}  // namespace eventstore::load
