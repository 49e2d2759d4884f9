#include "bench/judge.hpp"

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::bench {

using catalogue::Sla;
using result::BenchmarkResult;
using result::Verdict;

namespace {

std::string percentile_name(double percentile) {
  return percentile >= 100.0 ? "max" : fmt::format("p{}", percentile);
}

double limit_ns(const Sla& sla) {
  return sla.limit_ms * 1e6;
}

void fill_in(BenchmarkResult& result, const Invocation& measured) {
  const measure::Histogram& latencies = measured.latencies;
  result.samples = latencies.count();
  result.min_ns = latencies.min();
  result.p50_ns = latencies.percentile(50);
  result.p95_ns = latencies.percentile(95);
  result.p99_ns = latencies.percentile(99);
  result.p999_ns = latencies.percentile(99.9);
  result.max_ns = latencies.max();
  result.mean_ns = latencies.mean();
  result.calls_per_second = latencies.mean() > 0.0 ? 1e9 / latencies.mean() : 0.0;
  result.rows_per_call =
      static_cast<double>(measured.rows) / static_cast<double>(latencies.count());
  for (const auto& [outcome, calls] : measured.outcomes) {
    result.outcomes[std::string{name_of(outcome)}] = calls;
  }
  result.histogram = latencies.buckets();
}

Verdict verdict_of(const CaseMeasurement& measurement, std::string& reason) {
  const measure::Histogram& latencies = measurement.measured()->latencies;
  Verdict verdict = Verdict::no_target;
  for (const Sla& sla : measurement.operation().slas) {
    if (!catalogue::applies_to(sla.when, measurement.which())) continue;
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

}  // namespace

std::string target_text(const catalogue::Operation& operation, const catalogue::Case& which) {
  std::string text;
  for (const Sla& sla : operation.slas) {
    if (!catalogue::applies_to(sla.when, which)) continue;
    text += fmt::format("{}{} < {:g} ms", text.empty() ? "" : ", ", percentile_name(sla.percentile),
                        sla.limit_ms);
  }
  return text;
}

BenchmarkResult judge(const CaseMeasurement& measurement) {
  BenchmarkResult result;
  result.operation = measurement.operation().title();
  result.case_name = measurement.which().name;
  result.settings = measurement.which().settings;
  result.target = target_text(measurement.operation(), measurement.which());
  if (!measurement.not_applicable.empty()) {
    result.verdict = Verdict::not_applicable;
    result.reason = measurement.not_applicable;
  } else if (!measurement.failure.empty() || !measurement.measured() ||
             measurement.measured()->latencies.count() == 0) {
    result.verdict = Verdict::fail;
    result.reason = measurement.failure.empty() ? "nothing was measured" : measurement.failure;
  } else {
    fill_in(result, *measurement.measured());
    result.verdict = verdict_of(measurement, result.reason);
  }
  return result;
}

}  // namespace eventstore::bench
