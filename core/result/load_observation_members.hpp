// The members of what a load run looked like from outside, for json_members.hpp.
#pragma once

#include "core/result/json_members.hpp"
#include "core/result/load_observation.hpp"

namespace eventstore::result {

template <typename Visitor, MaybeConst<ObservedMoment> Moment>
void visit_members(Visitor&& visit, Moment& moment) {
  visit("at_seconds", moment.at_seconds);
  visit("client_cores", moment.client_cores);
  visit("server_cores", moment.server_cores);
  visit("machine_cores", moment.machine_cores);
  visit("written_rate", moment.written_rate);
  visit("client_bytes", moment.client_bytes);
  visit("server_bytes", moment.server_bytes);
  visit("wal_bytes", moment.wal_bytes);
  visit("table_bytes", moment.table_bytes);
  visit("index_bytes", moment.index_bytes);
  visit("events", moment.events);
}

template <typename Visitor, MaybeConst<LockWait> Wait>
void visit_members(Visitor&& visit, Wait& wait) {
  visit("blocked", wait.blocked);
  visit("blocking", wait.blocking);
  visit("lock", wait.lock);
  visit("looks", wait.looks);
}

template <typename Visitor, MaybeConst<LoadTrend> Trend>
void visit_members(Visitor&& visit, Trend& trend) {
  visit("series", trend.series);
  visit("unit", trend.unit);
  visit("verdict", trend.verdict);
  visit("per_hour", trend.per_hour);
  visit("low_per_hour", trend.low_per_hour);
  visit("high_per_hour", trend.high_per_hour);
  visit("level", trend.level);
  visit("values", trend.values);
}

template <typename Visitor, MaybeConst<LoadObservation> Observation>
void visit_members(Visitor&& visit, Observation& observation) {
  visit("seconds", observation.seconds);
  visit("wait_events", observation.wait_events);
  visit("lock_waits", observation.lock_waits);
  visit("cores", observation.cores);
  visit("client_cpu_seconds", observation.client_cpu_seconds);
  visit("server_cpu_seconds", observation.server_cpu_seconds);
  visit("machine_cpu_seconds", observation.machine_cpu_seconds);
  visit("written_bytes", observation.written_bytes);
  visit("wal_bytes", observation.wal_bytes);
  visit("deadlocks", observation.deadlocks);
  visit("rollbacks", observation.rollbacks);
  visit("timed_checkpoints", observation.timed_checkpoints);
  visit("requested_checkpoints", observation.requested_checkpoints);
  visit("moments", observation.moments);
  visit("trends", observation.trends);
}

}  // namespace eventstore::result
