#include "core/result/breaking_point.hpp"

#include "core/result/json_members.hpp"
#include "core/result/load_members.hpp"

namespace eventstore::result {

template <typename Visitor, MaybeConst<BreakingWindow> Value>
void visit_members(Visitor&& visit, Value& value) {
  visit("look", value.look);
  visit("seconds", value.seconds);
  visit("target_rate", value.target_rate);
  visit("achieved_rate", value.achieved_rate);
  visit("p50_ns", value.p50_ns);
  visit("p95_ns", value.p95_ns);
  visit("p99_ns", value.p99_ns);
  visit("backlog", value.backlog);
  visit("verdict", value.verdict);
  visit("why", value.why);
}

template <typename Visitor, MaybeConst<LoadEstimate> Value>
void visit_members(Visitor&& visit, Value& value) {
  visit("value", value.value);
  visit("low", value.low);
  visit("high", value.high);
}

template <typename Visitor, MaybeConst<ScalingWindow> Value>
void visit_members(Visitor&& visit, Value& value) {
  visit("connections", value.connections);
  visit("rate", value.rate);
}

template <typename Visitor, MaybeConst<LoadScaling> Value>
void visit_members(Visitor&& visit, Value& value) {
  visit("windows", value.windows);
  visit("fitted", value.is_fitted);
  visit("lambda", value.lambda);
  visit("sigma", value.sigma);
  visit("kappa", value.kappa);
  visit("peak_connections", value.peak_connections);
  visit("cores", value.cores);
  visit("efficiency", value.efficiency);
  visit("verdict", value.verdict);
  visit("predicted_low", value.predicted_low);
  visit("predicted_high", value.predicted_high);
}

template <typename Visitor, MaybeConst<BreakingPoint> Value>
void visit_members(Visitor&& visit, Value& value) {
  visit("operation", value.operation);
  visit("slo", value.slo);
  visit("slo_ns", value.slo_ns);
  visit("tenants", value.tenants);
  visit("connections", value.connections);
  visit("window_seconds", value.window_seconds);
  visit("end", value.end);
  visit("highest_rate", value.highest_rate);
  visit("broken_rate", value.broken_rate);
  visit("limit", value.limit);
  visit("windows", value.windows);
  visit("errors", WhereAny{value.errors});
  visit("unsuccessful", WhereAny{value.unsuccessful});
  visit("scaling", value.scaling);
  visit("observation", value.observation);
  visit("ledger", value.ledger);
  visit("violations", value.violations);
}

nlohmann::ordered_json to_json_value(const BreakingPoint& point) {
  return point;
}

BreakingPoint breaking_point_from_json(const nlohmann::ordered_json& json) {
  return json.get<BreakingPoint>();
}

}  // namespace eventstore::result
