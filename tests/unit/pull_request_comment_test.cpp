// The comment on a pull request: what a reader sees first, what is told as new and what is not, and
// that nothing in it can break out of its place.

#include "core/result/pull_request_comment.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/index_changes.hpp"
#include "core/result/line_difference.hpp"
#include "core/result/pull_request_misses.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/load_documents.hpp"
#include "tests/support/markdown_fault.hpp"
#include "tests/support/report_documents.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using Documents = std::vector<ResultDocument>;

namespace {

constexpr std::size_t no_limit = 100'000'000;

std::string comment_of(const Documents& before, const Documents& after,
                       const PullRequest& about = {}, std::size_t limit = no_limit) {
  return pull_request_comment(before, after, about, {limit, "report.html"});
}

std::string seen_at_once(const std::string& comment) {
  return comment.substr(0, comment.find("<details>"));
}

/// The same document when all was well.
ResultDocument healthy(ResultDocument document) {
  document.exit_code = ExitCode::success;
  for (PlanResult& plan : document.plans) {
    if (plan.verdict == Verdict::fail) plan.verdict = Verdict::pass;
    plan.findings.clear();
    plan.change.reset();
    plan.index = "an_index";
    plan.buffers = 12;
    plan.signature = "Limit\n  Index Scan of events by (tenant_key)\n";
  }
  for (BenchmarkResult& each : document.benchmarks) {
    if (each.verdict != Verdict::fail) continue;
    each.verdict = Verdict::pass;
    each.reason.clear();
    each.samples = 100;
    each.p95_ns = 80'000;
  }
  return document;
}

ResultDocument with_indexes(ResultDocument document, const std::vector<std::string>& names) {
  document.environment["indexes"] = nlohmann::json::array();
  for (const std::string& name : names) {
    document.environment["indexes"].push_back(
        {{"index", name}, {"definition", "CREATE INDEX " + name}});
  }
  return document;
}

}  // namespace

TEST_CASE("a comment on a change that made plans, latencies and a load run worse",
          "[unit][report]") {
  const ResultDocument plans = tests::reviewed_document();
  const ResultDocument latencies = tests::benchmarked_document();
  const std::string comment = comment_of(
      {with_indexes(healthy(plans), {"an_index", "kept"}), healthy(latencies)},
      {with_indexes(plans, {"kept", "new"}), latencies, tests::observed_document("a load run")},
      {.base = "abc",
       .head = "def",
       .level = "light",
       .exit_code = 6,
       .notes = {"A note with <html> and a `tick`."}});

  CHECK(comment == tests::golden("pull_request_comment.md", comment));
  CHECK(tests::markdown_fault(comment) == "");
}

TEST_CASE("what failed before is told as that, unless it got worse", "[unit][report]") {
  ResultDocument document = tests::reviewed_document();
  std::erase_if(document.plans, [](const PlanResult& p) { return p.verdict != Verdict::fail; });
  REQUIRE(document.plans.size() == 1);

  const std::string same = comment_of({document}, {document}, {.exit_code = 5});
  CHECK_THAT(same,
             StartsWith("## Event store: FAIL, as before this change\n\n**Nothing got worse."));
  CHECK_THAT(same, ContainsSubstring("Missed before this change as well: 1"));
  CHECK_THAT(seen_at_once(same), !ContainsSubstring("What to do"));

  ResultDocument worse = document;
  worse.plans[0].change =
      PlanChange{.kind = PlanChange::Kind::regressed, .what = "buffers 9 -> 99", .before = "x\n"};
  CHECK_THAT(comment_of({document}, {worse}, {.exit_code = 5}),
             StartsWith("## Event store: FAIL\n\n**1 plan of `read_stream_batch` fails.**"));
  CHECK_THAT(comment_of({}, {document}, {.exit_code = 5}),
             StartsWith("## Event store: FAIL\n\n**1 "));
}

TEST_CASE("a comment says pass only where the review did", "[unit][report]") {
  const ResultDocument well = healthy(tests::reviewed_document());

  CHECK_THAT(comment_of({well}, {well}), StartsWith("## Event store: pass\n\n**All "));
  for (const int code : {1, 2, 3, 4, 5, 6}) {
    CHECK_THAT(comment_of({well}, {well}, {.exit_code = code}),
               StartsWith("## Event store: FAIL\n\n**The review ended with exit code "));
  }
  ResultDocument undecided = well;
  undecided.exit_code = ExitCode::no_verdict;
  CHECK_THAT(comment_of({well}, {undecided}, {.exit_code = 7}),
             StartsWith("## Event store: no verdict\n"));
  CHECK_THAT(comment_of({}, {}), StartsWith("## Event store: pass\n\n**Nothing was measured.**"));
}

TEST_CASE("an index by which a failing plan read, and that is gone, is the first thing to do",
          "[unit][report]") {
  const ResultDocument now = with_indexes(tests::reviewed_document(), {"kept"});
  const ResultDocument before = with_indexes(healthy(now), {"an_index", "kept"});

  const std::string seen = seen_at_once(comment_of({before}, {now}, {.exit_code = 5}));

  CHECK_THAT(seen,
             ContainsSubstring("- `read_stream_batch`: it read by `an_index`, which is gone") &&
                 ContainsSubstring("- `an_index` is gone: `CREATE INDEX an_index`"));
  const Documents with_before{before};
  const Documents without{healthy(tests::reviewed_document())};
  CHECK(index_changes(without, with_before).empty());
  CHECK(index_changes(with_before, with_before).empty());
}

TEST_CASE("a change that asks for less says so in its comment, though it passes",
          "[unit][report]") {
  const ResultDocument whole = healthy(tests::reviewed_document());
  const std::string comment =
      comment_of({whole}, {whole}, {.asked_for_less = {"`find_event` is gone"}});

  CHECK_THAT(comment, StartsWith("## Event store: pass\n"));
  CHECK_THAT(seen_at_once(comment), ContainsSubstring("**This change asks for less:**") &&
                                        ContainsSubstring("- `find_event` is gone\n"));
  CHECK_THAT(comment_of({whole}, {whole}), !ContainsSubstring("asks for less"));

  // What is loosened does not hide behind what is harmless.
  const std::vector<std::string> many(20, "`find_event` is gone");
  std::vector<std::string> with_last = many;
  with_last.emplace_back("`append_events` is gone");
  CHECK_THAT(seen_at_once(comment_of({whole}, {whole}, {.asked_for_less = with_last})),
             ContainsSubstring("- `append_events` is gone\n"));
}

TEST_CASE(
    "a latency that is hardly longer than before, with the same plan, is not blamed on a change",
    "[unit][report]") {
  ResultDocument now = tests::benchmarked_document();
  std::erase_if(now.benchmarks, [](const BenchmarkResult& each) {
    return each.verdict != Verdict::fail || each.samples == 0;
  });
  REQUIRE(now.benchmarks.size() == 1);
  PlanResult plan;
  plan.operation = now.benchmarks[0].operation;
  plan.case_name = now.benchmarks[0].case_name;
  plan.mode = "sixth";
  plan.verdict = Verdict::pass;
  plan.signature = "Limit\n";
  now.plans = {plan};
  ResultDocument before = healthy(now);
  before.plans = now.plans;
  before.benchmarks[0].p95_ns = now.benchmarks[0].p95_ns * 10 / 14;
  const std::string near = "1 latency target is missed, hardly slower than before";

  CHECK_THAT(comment_of({before}, {now}, {.exit_code = 3}),
             ContainsSubstring(near) && ContainsSubstring("it may be the machine"));
  before.plans[0].signature = "Sort\n";
  CHECK_THAT(comment_of({before}, {now}, {.exit_code = 3}), !ContainsSubstring(near));
  before.plans = now.plans;
  before.benchmarks[0].p95_ns /= 2;
  CHECK_THAT(comment_of({before}, {now}, {.exit_code = 3}), !ContainsSubstring(near));
}

TEST_CASE(
    "what was measured again counts as in the last document, in the comment and for another time",
    "[unit][report]") {
  const tests::TemporaryDirectory directory;
  ResultDocument first = tests::benchmarked_document();
  write_document(first, directory / "first.json");
  ResultDocument again = healthy(first);
  std::erase_if(again.benchmarks,
                [](const BenchmarkResult& each) { return each.operation == "find_event"; });
  write_document(again, directory / "again.json");
  const auto run = [&](std::vector<std::string> arguments) {
    const auto result = tests::run_program("bench-report", arguments);
    INFO(result.err);
    CHECK(result.exit_code == 0);
    return result.out;
  };

  CHECK(run({"missed", directory / "first.json"}) ==
        "^(append_events/new_100|find_event/known_hot)$\n");
  CHECK(run({"missed", directory / "first.json", directory / "again.json"}) ==
        "^(find_event/known_hot)$\n");
  const std::string comment =
      run({"comment", "--before", directory / "again.json", directory / "first.json",
           directory / "again.json", "--exit-code", "3"});
  CHECK_THAT(comment, StartsWith("## Event store: FAIL\n\n**1 latency target is missed"));
}

TEST_CASE("a comment is read at a glance however much got worse", "[unit][report]") {
  ResultDocument many = tests::benchmarked_document();
  BenchmarkResult missed = *std::find_if(many.benchmarks.begin(), many.benchmarks.end(),
                                         [](const BenchmarkResult& each) {
                                           return each.verdict == Verdict::fail && each.samples > 0;
                                         });
  many.benchmarks.clear();
  for (int i = 0; i < 40; ++i) {
    missed.case_name = "case_" + std::to_string(i);
    many.benchmarks.push_back(missed);
  }

  const std::string comment = comment_of({}, {many}, {.exit_code = 3});

  const std::string seen = seen_at_once(comment);
  CHECK(std::count(seen.begin(), seen.end(), '\n') < 60);
  CHECK_THAT(comment, StartsWith("## Event store: FAIL\n\n**40 latency targets are missed.**") &&
                          ContainsSubstring("28 more got worse"));
}

TEST_CASE("hostile texts and every limit leave a comment sound", "[unit][report]") {
  const std::string hostile = tests::hostile_text();
  const Documents before{with_indexes(healthy(tests::hostile_document(20)), {hostile})};
  const Documents after{with_indexes(tests::hostile_document(20), {hostile + "2"}),
                        tests::benchmarked_document(), tests::observed_document(hostile)};
  const PullRequest about{
      .base = hostile, .head = hostile, .level = hostile, .exit_code = 5, .notes = {hostile}};
  const std::size_t limit = GENERATE(3'000U, 5'000U, 10'000U, 30'000U, 65'000U, no_limit);

  const std::string comment = comment_of(before, after, about, limit);

  CAPTURE(limit);
  if (limit > 10'000) CHECK(comment.size() <= limit);
  CHECK(tests::markdown_fault(comment) == "");
}

TEST_CASE("a load step of which no request succeeded has a row in the comment", "[unit][report]") {
  ResultDocument document;
  document.tool = "eventstore_load";
  document.exit_code = ExitCode::failure;
  document.load = LoadResult{.scenario = "medium"};
  document.load->unsuccessful = {
      "append of shop: none of 8 requests succeeded; the first ended as other_error: out of | "
      "range"};
  const std::string fresh = comment_of({}, {document}, {.exit_code = 1});
  CHECK_THAT(fresh, StartsWith("## Event store: FAIL\n\n**1 load step without a success.**"));
  CHECK_THAT(seen_at_once(fresh),
             ContainsSubstring("| load `medium`, step `append of shop` | -      | "
                               "**none of 8 requests succeeded** | a success |") &&
                 ContainsSubstring("the first request ended as other"));
  CHECK(tests::markdown_fault(fresh) == "");
  CHECK_THAT(comment_of({document}, {document}, {.exit_code = 1}),
             StartsWith("## Event store: FAIL, as before this change"));
}

TEST_CASE("a comment says that what a load run stored was not read back", "[unit][report]") {
  ResultDocument document;
  document.tool = "eventstore_load";
  document.exit_code = ExitCode::failure;
  document.load = LoadResult{.scenario = "medium", .is_partial = true};
  document.load->ledger.unread = "the loss of the lock on database shop ended the run";
  CHECK_THAT(
      seen_at_once(comment_of({}, {document}, {.exit_code = 1})),
      ContainsSubstring("No verdict on reconciliation of load `medium`: the loss of the lock "
                        "on database shop ended the run"));
}

TEST_CASE("lines that two texts have in common stand once", "[unit][report]") {
  CHECK(line_difference("a\nb\nc\n", "a\nx\nc\nd\n") == " a\n-b\n+x\n c\n+d\n");
  CHECK(line_difference("", "a\n") == "+a\n");
  CHECK(line_difference("a", "") == "-a\n");
  CHECK(line_difference("", "").empty());
  CHECK(line_difference("a\n", "a\n") == " a\n");
}

}  // namespace eventstore::result
