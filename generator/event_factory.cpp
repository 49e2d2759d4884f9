#include "generator/event_factory.hpp"

namespace eventstore::seed {

EventKey EventFactory::key_of(std::uint32_t aggregate, std::uint32_t index) const {
  const PlannedAggregate& planned = plan_.aggregates[aggregate];
  return {.seed = plan_.shape.seed,
          .aggregate = planned.number,
          .sequence_number = std::int64_t{planned.before} + index + 1,
          .length = planned.version()};
}

std::int64_t EventFactory::timestamp_us(std::uint32_t aggregate, std::uint32_t index) const {
  return plan_.calendar.unix_us(plan_.tick_of(aggregate, index));
}

Uuid EventFactory::event_id(std::uint32_t aggregate, std::uint32_t index) const {
  return eventstore::event_id(key_of(aggregate, index), timestamp_us(aggregate, index));
}

Uuid EventFactory::event_id(Place event) const {
  return event_id(event.aggregate, event.index);
}

/// Up to eight events of one aggregate, one after the other, are what one request set off.
std::uint32_t EventFactory::chain_start(Place event) const {
  constexpr std::uint64_t chain_salt = 0x636861696EULL << 24U;
  const std::uint32_t number = plan_.aggregates[event.aggregate].number;
  const auto length =
      1 + static_cast<std::uint32_t>(below(random_bits(plan_.shape.seed ^ chain_salt, number), 8));
  return event.index / length * length;
}

/// The event before it in its chain; of an aggregate's first event the last one that the parent had
/// by then.  Nothing where a request began.
std::optional<EventFactory::Place> EventFactory::cause_of(Place event) const {
  if (event.index != chain_start(event)) return Place{event.aggregate, event.index - 1};
  const std::uint32_t parent = plan_.aggregates[event.aggregate].parent;
  if (event.index != 0 || parent == PlannedAggregate::nobody) return {};
  const std::uint32_t events = plan_.events_before(parent, plan_.tick_of(event.aggregate, 0));
  if (events == 0) return {};
  return Place{parent, events - 1};
}

/// Where the request began that led to this event.
EventFactory::Place EventFactory::root_of(Place event) const {
  while (true) {
    event.index = chain_start(event);
    const std::optional<Place> cause = cause_of(event);
    if (!cause) return event;
    event = *cause;
  }
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

  const Place place{planned.aggregate, planned.index};
  const std::optional<Place> cause = cause_of(place);
  metadata_.clear();
  append_metadata(metadata_, key, cause ? event_id(*cause) : event_.event_id,
                  cause ? event_id(root_of(*cause)) : event_.event_id);
  event_.metadata = metadata_;

  payload_.clear();
  append_payload(payload_, key, plan_.shape.payloads);
  event_.payload = payload_;
  return event_;
}

const Event& EventFactory::snapshot(std::uint32_t aggregate) {
  const PlannedAggregate& planned = plan_.aggregates[aggregate];
  const std::uint32_t version = snapshot_version(planned.version(), plan_.shape.snapshot_every);
  const std::uint32_t index = version - planned.before - 1;
  const EventKey key = key_of(aggregate, index);
  event_ = Event{};
  event_.sequence_number = key.sequence_number;
  event_.timestamp_us = timestamp_us(aggregate, index);
  set_tenant(aggregate);
  event_.aggregate_id = aggregate_id(key.seed, key.aggregate);
  event_.aggregate_type = aggregate_type(key.seed, key.aggregate);
  payload_.clear();
  append_snapshot_state(payload_, key, plan_.shape.payloads);
  event_.payload = payload_;
  return event_;
}

}  // namespace eventstore::seed
