#include "bench/judge.hpp"

#include <map>

#include <fmt/format.h>

#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/stop_reason.hpp"

namespace eventstore::bench {

using catalogue::percentile_name;
using catalogue::Sla;
using result::BenchmarkResult;
using result::Verdict;

namespace {

double limit_ns(const Sla& sla) {
  return sla.limit_ms * 1e6;
}

double per_call(double all, const Invocation& measured) {
  return all / static_cast<double>(measured.recording.latencies.count());
}

void add_server_costs(result::CallCosts& costs, const Invocation& measured) {
  if (!measured.server || measured.server->calls == 0) return;
  const StatementTotals& server = *measured.server;
  const auto each = [&](auto all) { return per_call(static_cast<double>(all), measured); };
  costs.execution_ns = each(1e9 * server.exec_seconds);
  costs.buffers_hit = each(server.buffers_hit);
  costs.buffers_read = each(server.buffers_read);
  costs.wal_bytes = each(server.wal_bytes);
}

result::CallCosts costs_of(const CaseMeasurement& measurement) {
  const Invocation& measured = *measurement.measured();
  result::CallCosts costs;
  costs.decoding_ns = per_call(static_cast<double>(measured.recording.decoding_ns), measured);
  add_server_costs(costs, measured);
  // EXPLAIN has a price of its own: of a plan that takes microseconds it tells nothing.
  const auto plan = measurement.plan_seconds();
  if (plan && costs.execution_ns && 1e9 * *plan < *costs.execution_ns) costs.plan_ns = 1e9 * *plan;
  costs.client_cpu_ns = per_call(1e9 * measured.client.cpu_seconds, measured);
  costs.client_memory_bytes = measured.client.resident_bytes;
  if (const auto& backends = measured.backends) {
    costs.server_cpu_ns = per_call(1e9 * backends->cpu_seconds, measured);
    costs.server_memory_bytes = backends->resident_bytes;
    if (backends->knows_disk) {
      costs.server_read_bytes = per_call(static_cast<double>(backends->read_bytes), measured);
    }
  }
  if (const auto& written = measured.written_bytes) {
    costs.machine_written_bytes = per_call(static_cast<double>(*written), measured);
  }
  costs.wait_events = measured.observed.wait_events;
  return costs;
}

void fill_in(BenchmarkResult& result, const CaseMeasurement& measurement) {
  const Invocation& measured = *measurement.measured();
  const measure::Histogram& latencies = measured.recording.latencies;
  result.samples = latencies.count();
  result.min_ns = latencies.min();
  result.p50_ns = latencies.percentile(50);
  result.p95_ns = latencies.percentile(95);
  result.p99_ns = latencies.percentile(99);
  result.p999_ns = latencies.percentile(99.9);
  result.max_ns = latencies.max();
  result.mean_ns = latencies.mean();
  result.calls_per_second =
      measured.seconds > 0.0 ? static_cast<double>(latencies.count()) / measured.seconds : 0.0;
  result.rows_per_call =
      static_cast<double>(measured.recording.rows) / static_cast<double>(latencies.count());
  for (const auto& [outcome, calls] : measured.recording.outcomes) {
    result.outcomes[std::string{name_of(outcome)}] = calls;
  }
  result.histogram = latencies.buckets();
  result.placement = measured.observed.placement.text();
  if (measurement.steady() != Steady::not_looked_at) {
    result.steady = measurement.steady() == Steady::yes;
  }
  result.variation = measurement.variation();
  if (measurement.axes().cache == Cache::warm) result.costs = costs_of(measurement);
}

/// A target holds for one connection and a warm cache, unless it says otherwise; and for a call
/// that is alone on its connection, as none in a pipeline is.
bool concerns(const Sla& sla, const CaseMeasurement& measurement) {
  std::map<std::string, std::string> when = sla.when;
  std::map<std::string, std::string> wanted{{"threads", "1"}, {"cache", "warm"}};
  for (auto& [name, value] : wanted) {
    const auto said = when.find(name);
    if (said == when.end()) continue;
    value = said->second;
    when.erase(said);
  }
  const Axes& axes = measurement.axes();
  return axes.protocol != Protocol::pipeline && catalogue::applies_to(when, measurement.which()) &&
         wanted["threads"] == std::to_string(axes.threads) &&
         wanted["cache"] == (axes.cache == Cache::warm ? "warm" : "cold");
}

Verdict verdict_of(const CaseMeasurement& measurement, std::string& reason) {
  const measure::Histogram& latencies = measurement.measured()->recording.latencies;
  Verdict verdict = Verdict::no_target;
  for (const Sla& sla : measurement.operation().slas) {
    if (!concerns(sla, measurement)) continue;
    const auto found = static_cast<double>(latencies.percentile(sla.percentile));
    if (found < limit_ns(sla)) {
      if (verdict == Verdict::no_target) verdict = Verdict::pass;
      continue;
    }
    verdict = Verdict::fail;
    reason = fmt::format("{} is {}, {:.2g} times the target", percentile_name(sla.percentile),
                         duration_text(found), found / limit_ns(sla));
  }
  return verdict;
}

/// What varies by itself proves neither that a target is missed nor, in a strict run, anything.
void give_up_where_unsteady(BenchmarkResult& result, bool is_strict) {
  if (result.steady != false || (result.verdict != Verdict::fail && !is_strict)) return;
  const std::string found = result.verdict == Verdict::pass        ? "the target was met"
                            : result.verdict == Verdict::no_target ? "there is no target"
                                                                   : result.reason;
  result.verdict = Verdict::no_verdict;
  result.reason = fmt::format("{}, but the case was {}; measure it again, or raise --warm-up",
                              found, unsteady_text(result));
}

}  // namespace

std::string target_text(const CaseMeasurement& measurement) {
  std::string text;
  for (const Sla& sla : measurement.operation().slas) {
    if (!concerns(sla, measurement)) continue;
    text += fmt::format("{}{} < {:g} ms", text.empty() ? "" : ", ", percentile_name(sla.percentile),
                        sla.limit_ms);
  }
  return text;
}

BenchmarkResult judge(const CaseMeasurement& measurement, bool is_strict) {
  BenchmarkResult result;
  result.operation = measurement.operation().title();
  result.case_name = measurement.which().name;
  result.settings = measurement.which().settings;
  result.axes = measurement.axes().settings();
  result.target = target_text(measurement);
  if (!measurement.not_applicable.empty()) {
    result.verdict = Verdict::not_applicable;
    result.reason = measurement.not_applicable;
  } else if (measurement.ended_by_signal) {
    result.verdict = Verdict::not_applicable;
    result.reason = fmt::format("not measured: {} ended the run", stop_reason());
  } else if (!measurement.failure.empty() || !measurement.measured() ||
             measurement.measured()->recording.latencies.count() == 0) {
    result.verdict = Verdict::fail;
    result.reason = measurement.failure.empty() ? "nothing was measured" : measurement.failure;
    result.errors = measurement.errors;
  } else {
    fill_in(result, measurement);
    result.verdict = verdict_of(measurement, result.reason);
    give_up_where_unsteady(result, is_strict);
  }
  return result;
}

}  // namespace eventstore::bench
