#include "tests/support/report_documents.hpp"

#include <utility>

#include "explain/plan_text.hpp"
#include "tests/support/load_documents.hpp"
#include "tests/support/plan_fixture.hpp"

namespace eventstore::tests {

using result::BenchmarkResult;
using result::Finding;
using result::PlanChange;
using result::PlanResult;
using result::ResultDocument;
using result::Verdict;

namespace {

ResultDocument document_of(const std::string& tool) {
  ResultDocument document;
  document.tool = tool;
  document.tool_version = "0.1.0";
  document.commit = "0123456789ab";
  document.started_at = "2026-11-21T05:00:00Z";
  document.database = "database events on the local server (PostgreSQL 15.18)";
  document.environment = {{"postgresql", {{"version", "15.18"}}}};
  document.dataset = {{"store", "reference"}, {"events", 50'000}, {"fingerprint", "00ff"}};
  return document;
}

PlanResult plan_of(const std::string& operation, const std::string& case_name,
                   const std::string& mode, const std::string& fixture) {
  const explain::Plan tree = plan_fixture(fixture);
  PlanResult plan;
  plan.operation = operation;
  plan.case_name = case_name;
  plan.mode = mode;
  plan.verdict = Verdict::pass;
  plan.scan = explain::scan_kinds(tree);
  plan.index = explain::index_names(tree);
  plan.rows = static_cast<std::int64_t>(tree.rows());
  plan.buffers = tree.root.buffers();
  plan.milliseconds = tree.execution_ms;
  plan.plan = plan_json_fixture(fixture);
  plan.plan_text = explain::plan_text(tree);
  plan.signature = "Limit\n  Index Scan on events\n    index: tenant_key, global_position\n";
  return plan;
}

PlanChange change_of(PlanChange::Kind kind, const std::string& what) {
  return {.kind = kind, .what = what, .before = "Limit\n  Seq Scan on events\n"};
}

}  // namespace

ResultDocument reviewed_document() {
  ResultDocument document = document_of("plan-review");
  document.exit_code = ExitCode::plan_expectation_failed;

  PlanResult passed = plan_of("read_stream_batch", "hot_middle", "custom", "stream_batch_custom");
  PlanResult sixth = plan_of("read_stream_batch", "hot_middle", "sixth", "stream_batch_generic");
  sixth.chosen = "generic";
  PlanResult failed =
      plan_of("read_stream_batch", "hot_middle", "generic", "eaf_stream_batch_generic");
  failed.verdict = Verdict::fail;
  failed.findings = {Finding{.expectation = "never sort", .met = true},
                     Finding{.expectation = "index_cond(events: tenant_key)",
                             .met = false,
                             .found = "tenant_key stands in the Filter, which removed 43,959 rows",
                             .why = "rows of other tenants are read and thrown away",
                             .hint = "an index on (tenant_key, global_position)",
                             .file = "sql/reference/operations/read_stream_batch.sql",
                             .line = 7},
                     Finding{.expectation = "buffers <= 20 + 2 * rows",
                             .met = false,
                             .found = "44,171 buffers for 1,000 rows, where 2,020 are allowed"}};
  PlanResult regressed =
      plan_of("load_aggregate", "hot_1000", "custom", "load_aggregate_bitmap_sort");
  regressed.change = change_of(PlanChange::Kind::regressed, "buffers 12 -> 4,410; a sort is new");
  PlanResult changed = plan_of("load_aggregate", "hot_10", "generic", "load_aggregate_seq_scan");
  changed.change = change_of(PlanChange::Kind::changed, "another shape at the same work");
  PlanResult improved = plan_of("create_head_token", "any", "custom", "head_token_index_only");
  improved.change = change_of(PlanChange::Kind::improved, "buffers 4,410 -> 3");
  PlanResult unchecked = plan_of("append_events", "new_10", "custom", "append_events_not_analyzed");
  unchecked.step = "insert";
  unchecked.analyzed = false;
  unchecked.verdict = Verdict::no_target;
  unchecked.reason = "planned only, since the call itself is refused";
  PlanResult absent;
  absent.operation = "load_aggregate";
  absent.case_name = "cold_1000";
  absent.verdict = Verdict::not_applicable;
  absent.analyzed = false;
  absent.reason = "the cold tenant has no aggregate of exactly 1000 events";

  document.plans = {passed, sixth, failed, changed, regressed, improved, unchecked, absent};
  return document;
}

ResultDocument benchmarked_document() {
  ResultDocument document = document_of("eventstore_bench");
  document.exit_code = ExitCode::sla_missed;
  BenchmarkResult met{.operation = "append_events", .case_name = "new_1"};
  met.verdict = Verdict::pass;
  met.target = "p95 < 10 ms";
  met.samples = 1'000;
  met.p50_ns = 850'000;
  met.p95_ns = 1'234'567;
  met.mean_ns = 900'000;
  met.pin = "none";
  BenchmarkResult missed = met;
  missed.case_name = "new_100";
  missed.axes = {{"threads", "8"}};
  missed.verdict = Verdict::fail;
  missed.p95_ns = 61'000'000;
  missed.steady = false;
  missed.variation = 0.25;
  missed.outcomes = {{"ok", 995}, {"version_conflict", 5}};
  missed.pin = "same";
  missed.costs = result::CallCosts{.plan_ns = 600'000, .decoding_ns = 250};
  BenchmarkResult broken{.operation = "find_event", .case_name = "known_hot"};
  broken.verdict = Verdict::fail;
  broken.reason = "the first call returned 2 rows, where 1 was asked for";
  BenchmarkResult absent{.operation = "find_event", .case_name = "known_cold"};
  absent.verdict = Verdict::not_applicable;
  absent.reason = "the cold tenant has no event";
  document.benchmarks = {met, missed, broken, absent};
  return document;
}

std::string hostile_text() {
  return "a|b \\| `c` ``` </details></pre></script><!-- ]]> --> @everyone #1 ::error::x & \"q\" 'r'"
         "\r\n\n# h\n\x01\x1b[31m \xff\xfe \xc3( \xed\xa0\x80 \xef\xbf\xbf \xe2\x82";
}

namespace {

result::LoadResult hostile_load(const std::string& text) {
  result::LoadResult load{.scenario = text, .question = text, .ended_by = text, .no_verdict = text};
  load.is_partial = true;
  load.phases.push_back({.name = text, .outcomes = {{text, 1}}});
  load.steps.push_back(
      {.phase = text, .population = text, .step = text, .issued = 1, .outcomes = {{text, 1}}});
  load.journeys.push_back({.phase = text, .population = text, .journey = text, .ended = 1});
  load.thresholds.push_back({.text = text, .found = text});
  load.violations.push_back({.kind = text, .count = 1, .first = text});
  load.ledger.in_doubt = 1;
  result::LoadResult observed = *observed_document(text).load;
  load.observation = std::move(observed.observation);
  load.moments = std::move(observed.moments);
  return load;
}

}  // namespace

ResultDocument hostile_document(std::size_t count) {
  ResultDocument document = document_of(hostile_text());
  document.arguments = {hostile_text()};
  document.database = hostile_text();
  document.exit_code = ExitCode::plan_expectation_failed;
  const std::string text = hostile_text();
  document.load = hostile_load(text);
  document.breaking_point = breaking_document(text).breaking_point;
  document.breaking_point->slo = document.breaking_point->tenants = text;
  for (std::size_t i = 0; i < count; ++i) {
    PlanResult good;
    good.operation = text + std::to_string(i % 7);
    good.step = text;
    good.case_name = text + std::to_string(i);
    good.mode = "custom";
    good.verdict = Verdict::pass;
    good.scan = good.index = good.reason = good.plan_text = good.signature = text;
    good.plan = nlohmann::ordered_json::array(
        {{{"Plan", {{"Node Type", "Result</script><!--<script>"}, {"Alias", "</details>"}}}}});
    PlanResult bad = good;
    bad.verdict = Verdict::fail;
    bad.findings = {Finding{.expectation = text,
                            .met = false,
                            .found = text,
                            .why = text,
                            .hint = text,
                            .file = text,
                            .line = 3}};
    bad.change = PlanChange{.kind = PlanChange::Kind::regressed, .what = text, .before = text};
    document.plans.push_back(std::move(good));
    document.plans.push_back(std::move(bad));
  }
  return document;
}

}  // namespace eventstore::tests
