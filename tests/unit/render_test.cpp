// The Markdown report against golden files.  EVENTSTORE_UPDATE_GOLDEN=1 rewrites them.

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/markdown.hpp"
#include "core/result/markdown_report.hpp"
#include "explain/plan_text.hpp"
#include "explain/review_table.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/plan_fixture.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;
using tests::golden;

namespace {

ResultDocument document_of(const std::string& tool, const std::string& started_at) {
  ResultDocument document;
  document.tool = tool;
  document.tool_version = "0.1.0";
  document.commit = "0123456789ab";
  document.started_at = started_at;
  document.database = "database eventstore_reference on the local server (PostgreSQL 15.18)";
  document.environment = nlohmann::json::parse(R"json({
    "postgresql": {"version": "15.18", "fsync": "on", "synchronous_commit": "on",
                   "settings": {"shared_buffers": "1GB", "log_line_prefix": "%m | [%p] "},
                   "commit_flush_us": {"min": 101.2, "median": 135.6}},
    "tables": [{"table": "domain_events", "rows_estimate": 1000000, "bytes": 1400000000,
                "toast_bytes": 180000000}],
    "indexes": [{"index": "domain_events_pkey", "table": "domain_events", "bytes": 22500000,
                 "definition": "CREATE UNIQUE INDEX domain_events_pkey ON domain_events (id)"},
                {"index": "domain_events_stream_idx", "table": "domain_events",
                 "bytes": 39000000, "definition": "CREATE INDEX domain_events_stream_idx ON ..."}],
    "machine": {"cpu": "A <fast> CPU", "cores": 2, "memory_bytes": 8200000000,
                "kernel": "Linux 6.1", "os": "Debian 12"},
    "client": {"compiler": "GNU 12.2.0", "build_type": "Release"},
    "placement": "as the scheduler placed them"})json");
  document.dataset = nlohmann::json::parse(R"({
    "store": "reference", "options": {"seed": 42}, "events": 1000000, "aggregates": 52000,
    "snapshots": 9000, "payload_bytes": 1130000000, "fingerprint": "00ff",
    "tenants": [{}, {}, {}],
    "payload_classes": [{"name": "small", "events": 700000, "bytes": 105000000},
                        {"name": "large", "events": 300000, "bytes": 1025000000}]})");
  return document;
}

ResultDocument seed_document() {
  ResultDocument document = document_of("seed-events", "2026-11-21T05:00:00Z");
  document.arguments = {"--events", "1000000", "--tenants", "3"};
  document.seed = SeedResult{.phases = {{"copy", 9.5}, {"index", 2.25}, {"vacuum", 0.75}},
                             .seconds = 12.5,
                             .events_per_second = 80000,
                             .megabytes_per_second = 104.6,
                             .connections = 2};
  return document;
}

ResultDocument benchmark_document() {
  ResultDocument document = document_of("eventstore_bench", "2026-11-21T05:01:00Z");
  document.exit_code = ExitCode::sla_missed;
  BenchmarkResult append{.operation = "append_events", .case_name = "new_100"};
  append.settings = {{"events", "100"}};
  append.verdict = Verdict::pass;
  append.samples = 12345;
  append.p50_ns = 850'000;
  append.p95_ns = 1'234'567;
  append.p99_ns = 12'345'678;
  append.max_ns = 2'345'678'901;
  append.calls_per_second = 1234.5;
  append.target = "p95 < 50 ms";
  append.outcomes = {{"ok", 12340}, {"version_conflict", 5}};
  append.axes = {{"threads", "8"}};
  append.mean_ns = 900'000;
  append.rows_per_call = 100;
  append.placement = "same core in 50 % of 10 looks";
  append.steady = false;
  append.variation = 0.25;
  append.pin = "none";
  append.costs = CallCosts{.execution_ns = 600'000,
                           .decoding_ns = 250,
                           .buffers_hit = 1200,
                           .buffers_read = 0.5,
                           .wal_bytes = 150'000,
                           .client_cpu_ns = 90'000,
                           .server_cpu_ns = 650'000,
                           .client_memory_bytes = 15'826'944,
                           .server_memory_bytes = 267'354'112,
                           .server_read_bytes = 0,
                           .machine_written_bytes = 265'346.6,
                           .wait_events = {{"CPU", 3}, {"IO:WALSync", 7}}};
  BenchmarkResult read{.operation = "read_stream_batch.naive", .case_name = "a|b `c`"};
  read.settings = {{"batch", "1000"}};
  read.verdict = Verdict::fail;
  read.samples = 3;
  read.p50_ns = read.p95_ns = read.p99_ns = read.max_ns = 61'000'000;
  read.target = "p95 < 50 ms";
  read.pin = "same";
  read.mean_ns = 62'000'000;
  read.costs = CallCosts{.plan_ns = 2'000'000, .execution_ns = 50'000'000, .decoding_ns = 900'000};
  BenchmarkResult cold{.operation = "load_aggregate", .case_name = "cold_1000"};
  cold.verdict = Verdict::not_applicable;
  cold.reason = "the cold tenant has no aggregate of <exactly> 1000 events";
  BenchmarkResult find{.operation = "find_event", .case_name = "known"};
  find.samples = 10;
  document.benchmarks = {append, read, cold, find};
  return document;
}

PlanResult plan_of(const std::string& operation, const std::string& mode,
                   const std::string& fixture) {
  PlanResult plan;
  const explain::Plan tree = tests::plan_fixture(fixture);
  plan.operation = operation;
  plan.case_name = "hot_middle";
  plan.settings = {{"batch", "1000"}};
  plan.mode = mode;
  plan.scan = explain::scan_kinds(tree);
  plan.index = explain::index_names(tree);
  plan.rows = static_cast<std::int64_t>(tree.rows());
  plan.buffers = tree.root.buffers();
  plan.milliseconds = tree.execution_ms;
  plan.plan_text = explain::plan_text(tree);
  plan.verdict = Verdict::pass;
  return plan;
}

ResultDocument plan_document() {
  ResultDocument document = document_of("plan-review", "2026-11-21T05:02:00Z");
  document.exit_code = ExitCode::plan_expectation_failed;
  PlanResult good = plan_of("read_stream_batch", "custom", "stream_batch_custom");
  good.findings = {
      {.expectation = "never sort", .met = true, .found = {}, .why = {}, .hint = {}, .file = {}}};
  PlanResult bad = plan_of("read_stream_batch", "generic", "eaf_stream_batch_generic");
  bad.verdict = Verdict::fail;
  bad.findings = {
      {.expectation = "never sort", .met = true, .found = {}, .why = {}, .hint = {}, .file = {}},
      {.expectation = "index_cond(events: a | `b`)",
       .met = false,
       .found = "Index Cond (a > $2), while b stands in its Filter (c = '</details>')",
       .why = "rows of other tenants are read",
       .hint = "an index on (a, b)",
       .file = "sql/mine/operations/read_stream_batch.sql",
       .line = 7}};
  PlanResult planned = plan_of("append_events", "custom", "append_events_not_analyzed");
  planned.step = "insert";
  planned.analyzed = false;
  planned.verdict = Verdict::no_target;
  planned.reason = "planned only, since the call itself is refused: duplicate key";
  planned.plan_text += "\nFilter: (payload ~~ '</details>```')";
  PlanResult absent;
  absent.operation = "load_aggregate";
  absent.case_name = "cold_1000";
  absent.verdict = Verdict::not_applicable;
  absent.analyzed = false;
  absent.reason = "the cold tenant has no aggregate of exactly 1000 events";
  document.plans = {good, bad, planned, absent};
  return document;
}

}  // namespace

TEST_CASE("a report of seeding, latencies and plans", "[unit][report]") {
  const std::array documents{seed_document(), benchmark_document(), plan_document()};

  const std::string report = markdown_report(documents);

  CHECK(report == golden("report.md", report));
}

TEST_CASE("a report of a document that says nothing about its environment", "[unit][report]") {
  ResultDocument document;
  document.tool = "plan-review";
  document.plans = {plan_document().plans.front()};

  const std::string report = markdown_report(std::array{document});

  CHECK(report == golden("report_without_environment.md", report));
}

TEST_CASE("what was measured on another database is described apart", "[unit][report]") {
  ResultDocument other = plan_document();
  other.database = "database eventstore_eaf_v1";
  const std::string same = markdown_report(std::array{seed_document(), plan_document()});
  const std::string different = markdown_report(std::array{seed_document(), other});

  const auto sections = [](const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("## What was measured", at)) != std::string::npos;
         ++at) {
      ++count;
    }
    return count;
  };
  CHECK(sections(same) == 1);
  CHECK(sections(different) == 2);
}

TEST_CASE("the title tells the verdict", "[unit][report]") {
  ResultDocument good = plan_document();
  good.exit_code = ExitCode::success;
  good.plans.resize(1);
  ResultDocument crashed = seed_document();
  crashed.exit_code = ExitCode::failure;

  CHECK(markdown_report(std::array{good}).starts_with("# Event store report: pass\n"));
  CHECK(
      markdown_report(std::array{good, plan_document()}).starts_with("# Event store report: FAIL"));
  CHECK(markdown_report(std::array{good, crashed}).starts_with("# Event store report: FAIL"));
  CHECK(markdown_report(std::array{seed_document()}).starts_with("# Event store report: nothing"));
}

TEST_CASE("a review on a terminal", "[unit][report]") {
  const std::string text = explain::review_text(plan_document().plans, {});

  CHECK(text == golden("review.txt", text));
}

TEST_CASE("a review fits a terminal of 80 columns and never loses its verdict", "[unit][report]") {
  const std::string text =
      explain::review_text(plan_document().plans, {.width = 80, .colour = true});

  CHECK_THAT(text, ContainsSubstring("\x1b[1;31mFAIL") && ContainsSubstring("buffers"));
}

TEST_CASE("text is shown as it stands", "[unit][markdown]") {
  CHECK(escaped("a*b [c] <d> & `e`") == "a\\*b \\[c\\] &lt;d&gt; &amp; \\`e\\`");
  CHECK(escaped("domain_events $1\nx") == "domain_events \\$1 x");
  CHECK(code("a") == "`a`");
  CHECK(code("a `b` c") == "`` a `b` c ``");
  CHECK(code("") == "-");
  CHECK(code_block("a```b") == "````text\na```b\n````\n");
  CHECK_THAT(collapsed("</summary>", "x"),
             ContainsSubstring("<summary>&lt;/summary&gt;</summary>"));
  MarkdownTable table{{{"a"}, {"b", Align::right}}};
  table.add_row({"x|y", "1"});
  CHECK(table.text() == "| a    |   b |\n| ---- | --: |\n| x\\|y |   1 |\n");
}

}  // namespace eventstore::result
