#include "generator/event_factory.hpp"

namespace eventstore::seed {

namespace {

/// A chain of causes is this many events of one aggregate: what one request set off.
std::uint32_t chain_length(std::uint64_t seed, std::uint32_t aggregate) {
  constexpr std::uint64_t chain_salt = 0x636861696EULL << 24U;
  return 1 + static_cast<std::uint32_t>(below(random_bits(seed ^ chain_salt, aggregate), 8));
}

}  // namespace

EventKey EventFactory::key_of(std::uint32_t aggregate, std::uint32_t index) const {
  return {.seed = plan_.shape.seed,
          .aggregate = aggregate,
          .sequence_number = std::int64_t{index} + 1,
          .length = plan_.aggregates[aggregate].length};
}

std::int64_t EventFactory::timestamp_us(std::uint32_t aggregate, std::uint32_t index) const {
  return plan_.calendar.unix_us(plan_.tick_of(aggregate, index));
}

Uuid EventFactory::event_id(std::uint32_t aggregate, std::uint32_t index) const {
  return eventstore::event_id(key_of(aggregate, index), timestamp_us(aggregate, index));
}

void EventFactory::set_tenant(std::uint32_t aggregate) {
  const PlannedTenant& tenant = plan_.tenants[plan_.aggregates[aggregate].tenant];
  event_.tenant_key = tenant.key;
  event_.tenant_id = tenant.id;
}

const Event& EventFactory::event(const PlannedEvent& planned, std::int64_t position) {
  const EventKey key = key_of(planned.aggregate, planned.index);
  event_.position = position;
  event_.sequence_number = key.sequence_number;
  event_.timestamp_us = plan_.calendar.unix_us(planned.tick);
  set_tenant(planned.aggregate);
  event_.event_id = eventstore::event_id(key, event_.timestamp_us);
  event_.aggregate_id = aggregate_id(key.seed, key.aggregate);
  event_.aggregate_type = aggregate_type(key.seed, key.aggregate);
  event_.event_type = event_type(key);
  event_.payload_revision = payload_revision(key);

  const std::uint32_t into_chain = planned.index % chain_length(key.seed, planned.aggregate);
  const auto id_of_earlier = [&](std::uint32_t steps_back) {
    return steps_back == 0 ? event_.event_id
                           : event_id(planned.aggregate, planned.index - steps_back);
  };
  metadata_.clear();
  append_metadata(metadata_, key, id_of_earlier(into_chain == 0 ? 0 : 1),
                  id_of_earlier(into_chain));
  event_.metadata = metadata_;

  payload_.clear();
  append_payload(payload_, key);
  event_.payload = payload_;
  return event_;
}

const Event& EventFactory::snapshot(std::uint32_t aggregate) {
  const std::uint32_t version = snapshot_version(plan_.aggregates[aggregate].length);
  const EventKey key = key_of(aggregate, version - 1);
  event_ = Event{};
  event_.sequence_number = key.sequence_number;
  event_.timestamp_us = timestamp_us(aggregate, version - 1);
  set_tenant(aggregate);
  event_.aggregate_id = aggregate_id(key.seed, key.aggregate);
  event_.aggregate_type = aggregate_type(key.seed, key.aggregate);
  payload_.clear();
  append_snapshot_state(payload_, key);
  event_.payload = payload_;
  return event_;
}

}  // namespace eventstore::seed
