#include "core/engine/event_storage_engine.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::engine {

using catalogue::Catalogue;
using catalogue::Operation;
using catalogue::TableRole;

namespace {

/// What the engine is asked for, and with what.
struct KnownOperation {
  std::string_view name;
  Given given;
};

constexpr std::array known_operations{
    KnownOperation{"append_events", Given::events},
    KnownOperation{"load_aggregate", Given::aggregate | Given::from_sequence},
    KnownOperation{"load_aggregate_from_snapshot", Given::aggregate},
    KnownOperation{"read_stream_batch", Given::tenant | Given::token | Given::batch},
    KnownOperation{"read_all_tenants_batch", Given::token | Given::batch},
    KnownOperation{"create_head_token", Given::nothing},
    KnownOperation{"create_tail_token", Given::nothing},
    KnownOperation{"create_token_at", Given::timestamp},
    KnownOperation{"find_event", Given::tenant | Given::event_id},
    KnownOperation{"store_snapshot", Given::snapshot},
    KnownOperation{"load_snapshot", Given::aggregate},
};

/// A store without snapshots has no operation that returns one.
const TableRole& snapshots_of(const Catalogue& catalogue) {
  const auto& store = catalogue.store;
  return store.snapshots ? *store.snapshots : store.events;
}

/// A token stands at an event, or just before one.
std::int64_t position_of(const pg::Reply& reply, const TableRole& events, RowDecoder& decoder) {
  const int before = reply.column_named("position_before");
  if (before < 0) return decoder.event(reply, 0).position;
  TableRole renamed{.table = events.table, .columns = {{"position", "position_before"}}};
  return RowDecoder{renamed}.event(reply, 0).position;
}

}  // namespace

EventStorageEngine::EventStorageEngine(pg::Wire& wire, const Catalogue& catalogue,
                                       EngineOptions options)
    : wire_(wire),
      catalogue_(catalogue),
      visibility_(options.visibility.value_or(visibility_of(catalogue.store))) {
  for (const KnownOperation& known : known_operations) {
    const Operation* operation = operation_for(catalogue, known.name, visibility_);
    if (operation == nullptr) continue;
    operations_.emplace(std::string{known.name},
                        std::make_unique<Prepared>(
                            Prepared{.operation{wire, *operation, known.given, options.format},
                                     .events = RowDecoder{catalogue.store.events},
                                     .snapshots = RowDecoder{snapshots_of(catalogue)}}));
  }
}

EventStorageEngine::Prepared& EventStorageEngine::prepared(std::string_view name) {
  const auto found = operations_.find(name);
  if (found != operations_.end()) return *found->second;
  throw UsageError(fmt::format("the store {} has no operation {}: write it as operations/{}.sql",
                               catalogue_.store.name, name, name));
}

bool EventStorageEngine::has_prepared(const Operation& operation) const {
  const auto found = operations_.find(operation.name);
  return found != operations_.end() && &found->second->operation.operation() == &operation;
}

LoadedEvents EventStorageEngine::events_of(Prepared& prepared, const CallValues& values) {
  LoadedEvents loaded{.call = prepared.operation.run(values), .events = {}};
  if (loaded.call.outcome != Outcome::ok) return loaded;
  loaded.events = prepared.events.events(std::move(*prepared.operation.take_reply()));
  return loaded;
}

CallResult EventStorageEngine::stream(Prepared& prepared, const CallValues& values,
                                      const std::function<bool(const StoredEvent&)>& visit) {
  return prepared.operation.run_streamed(values, [&](const pg::Reply& rows) {
    const int count = static_cast<int>(rows.row_count());
    for (int row = 0; row < count; ++row) {
      if (!visit(prepared.events.event(rows, row))) return false;
    }
    return true;
  });
}

CallResult EventStorageEngine::append_events(const Append& append) {
  return prepared("append_events").operation.run({.append = &append});
}

LoadedEvents EventStorageEngine::load_aggregate(const AggregateName& aggregate,
                                                std::int64_t from_sequence) {
  return events_of(prepared("load_aggregate"),
                   {.aggregate = &aggregate, .from_sequence = from_sequence});
}

CallResult EventStorageEngine::stream_aggregate(
    const AggregateName& aggregate, std::int64_t from_sequence,
    const std::function<bool(const StoredEvent&)>& visit) {
  return stream(prepared("load_aggregate"),
                {.aggregate = &aggregate, .from_sequence = from_sequence}, visit);
}

LoadedAggregate EventStorageEngine::load_aggregate_from_snapshot(const AggregateName& aggregate) {
  constexpr std::size_t snapshot_step = 0;
  constexpr std::size_t tail_step = 1;
  Prepared& prepared = this->prepared("load_aggregate_from_snapshot");
  LoadedAggregate loaded;
  loaded.call = prepared.operation.run({.aggregate = &aggregate});
  if (loaded.call.outcome != Outcome::ok) return loaded;
  loaded.snapshot.call = loaded.call;
  loaded.snapshot.reply = std::move(*prepared.operation.take_reply(snapshot_step));
  if (loaded.snapshot.reply.row_count() > 0) {
    loaded.snapshot.snapshot = prepared.snapshots.snapshot(loaded.snapshot.reply, 0);
  }
  loaded.tail = prepared.events.events(std::move(*prepared.operation.take_reply(tail_step)));
  return loaded;
}

LoadedEvents EventStorageEngine::read_batch(const Tenant* tenant, const TrackingToken& token,
                                            std::int64_t limit) {
  return events_of(prepared(tenant != nullptr ? "read_stream_batch" : "read_all_tenants_batch"),
                   {.tenant = tenant, .token = &token, .batch = limit});
}

CallResult EventStorageEngine::stream_batch(const Tenant* tenant, const TrackingToken& token,
                                            std::int64_t limit,
                                            const std::function<bool(const StoredEvent&)>& visit) {
  return stream(prepared(tenant != nullptr ? "read_stream_batch" : "read_all_tenants_batch"),
                {.tenant = tenant, .token = &token, .batch = limit}, visit);
}

FoundToken EventStorageEngine::token_of(std::string_view name, const CallValues& values) {
  Prepared& prepared = this->prepared(name);
  FoundToken found{.call = prepared.operation.run(values), .token = {}};
  if (found.call.outcome != Outcome::ok || found.call.rows == 0) return found;
  const pg::Reply reply = std::move(*prepared.operation.take_reply());
  found.token.position = position_of(reply, catalogue_.store.events, prepared.events);
  found.token.transaction_id = prepared.events.event(reply, 0).transaction_id;
  return found;
}

FoundToken EventStorageEngine::create_head_token() {
  return token_of("create_head_token", {});
}

FoundToken EventStorageEngine::create_tail_token() {
  return token_of("create_tail_token", {});
}

FoundToken EventStorageEngine::create_token_at(std::int64_t timestamp_us) {
  FoundToken found = token_of("create_token_at", {.timestamp_us = timestamp_us});
  const bool nothing_is_that_young = found.call.outcome == Outcome::ok && found.token.position == 0;
  return nothing_is_that_young && found.call.rows == 0 ? create_head_token() : std::move(found);
}

FoundEvent EventStorageEngine::find_event(const Tenant& tenant, std::string_view event_id) {
  LoadedEvents loaded =
      events_of(prepared("find_event"), {.tenant = &tenant, .event_id = event_id});
  return {.call = std::move(loaded.call), .event = std::move(loaded.events)};
}

CallResult EventStorageEngine::store_snapshot(const NewSnapshot& snapshot) {
  return prepared("store_snapshot").operation.run({.snapshot = &snapshot});
}

LoadedSnapshot EventStorageEngine::load_snapshot(const AggregateName& aggregate) {
  Prepared& prepared = this->prepared("load_snapshot");
  LoadedSnapshot loaded;
  loaded.call = prepared.operation.run({.aggregate = &aggregate});
  if (loaded.call.outcome != Outcome::ok) return loaded;
  loaded.reply = std::move(*prepared.operation.take_reply());
  if (loaded.reply.row_count() > 0) loaded.snapshot = prepared.snapshots.snapshot(loaded.reply, 0);
  return loaded;
}

}  // namespace eventstore::engine
