// Regressions that accepted.toml accepts, in the review and in its reports.

#include "explain/accepted.hpp"

#include <array>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/accepted_lines.hpp"
#include "core/result/annotations.hpp"
#include "core/result/html_report.hpp"
#include "core/result/junit_report.hpp"
#include "core/result/markdown_report.hpp"
#include "core/result/plan_standing.hpp"
#include "core/result/pull_request_comment.hpp"
#include "explain/review.hpp"
#include "explain/review_table.hpp"

namespace eventstore::explain {

using catalogue::AcceptedChange;
using Catch::Matchers::ContainsSubstring;
using result::PlanResult;
using result::Verdict;
using Kind = result::PlanChange::Kind;

namespace {

PlanResult plan(const std::string& mode, std::int64_t buffers) {
  PlanResult result;
  result.operation = "append_events";
  result.case_name = "new_100";
  result.mode = mode;
  result.verdict = Verdict::pass;
  result.rows = 100;
  result.buffers = buffers;
  result.repeated = result::RepeatedWork{.buffers_spread = 3, .wal_bytes = 5000, .wal_spread = 0};
  result.signature = "Insert into events";
  return result;
}

AcceptedChange line(const std::string& limit, const std::string& case_name = "new_100",
                    const std::string& quantity = "buffers") {
  return {.operation = "append_events",
          .case_name = case_name,
          .step = "",
          .quantity = quantity,
          .limit = limit,
          .reason = "the new index <b>",
          .at = "store/accepted.toml:1"};
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// Plans that touched 1,300 buffers before, accepted by `lines`.
struct Reviewed {
  std::vector<PlanResult> plans;
  std::vector<std::string> notes;

  explicit Reviewed(const std::vector<AcceptedChange>& lines, std::int64_t buffers = 1525,
                    const std::string& before = "Insert into events", const ReviewScope& scope = {})
      : plans{plan("custom", buffers), plan("generic", buffers)} {
    BaselineComparison comparison;
    for (PlanResult& each : plans) {
      PlanRecord record = record_of(each);
      record.buffers = 1300;
      record.signature = before;
      const auto how = before == each.signature ? Comparable::work : Comparable::shape;
      each.change = change_between(record, record_of(each), how);
      (how == Comparable::work ? comparison.by_work : comparison.by_shape).insert(&each);
    }
    notes = accept_changes(plans, comparison, lines, scope);
  }
};

}  // namespace

TEST_CASE("a regression within its limit is accepted, and one above it is a regression",
          "[unit][accepted]") {
  const Reviewed within{{line("1525")}};
  CHECK(within.plans[0].change->kind == Kind::accepted);
  CHECK(within.plans[0].change->what ==
        "buffers 1,300 -> 1,525; buffers accepted up to 1,525 (store/accepted.toml:1): the new "
        "index <b>");
  CHECK(within.notes.empty());
  CHECK(exit_code_of(within.plans) == ExitCode::success);

  const Reviewed above{{line("1524")}};
  CHECK(above.plans[0].change->kind == Kind::regressed);
  CHECK_THAT(above.plans[0].change->what, ContainsSubstring("accepted up to 1,524"));
  CHECK(above.notes.empty());
  CHECK(exit_code_of(above.plans) == ExitCode::regression);

  const Reviewed none{{}};
  CHECK(exit_code_of(none.plans) == ExitCode::regression);
}

TEST_CASE("a line for each case accepts, unless one of the case itself says otherwise",
          "[unit][accepted]") {
  CHECK(Reviewed{{line("2000", "*")}}.plans[1].change->kind == Kind::accepted);
  CHECK(Reviewed{{line("2000", "*"), line("1400")}}.plans[1].change->kind == Kind::regressed);
}

TEST_CASE("a plan that fails is not accepted, nor is another quantity than the one that is worse",
          "[unit][accepted]") {
  Reviewed failing{{}};
  failing.plans[0].verdict = Verdict::fail;
  static_cast<void>(accept_changes(failing.plans, {}, {line("2000")}));
  CHECK(failing.plans[0].change->kind == Kind::regressed);
  CHECK(failing.plans[1].change->kind == Kind::accepted);

  const Reviewed other{{line("9000", "new_100", "wal_bytes")}};
  CHECK(other.plans[0].change->kind == Kind::regressed);
}

TEST_CASE("a line that nothing needs is noted where its case was compared", "[unit][accepted]") {
  const Reviewed same{{line("1900")}, 1300};
  CHECK(same.notes == std::vector<std::string>{
                          "accepted change no longer needed: buffers of append_events/new_100 "
                          "(store/accepted.toml:1); remove it"});
  CHECK(Reviewed{{line("1900", "new_10")}, 1300}.notes.empty());
  // A line about each that every case has one of its own instead of.
  CHECK(Reviewed{{line("1900"), line("2000", "*")}}.notes.size() == 1);
}

TEST_CASE("a line that a plan out of scope may need is not noted", "[unit][accepted]") {
  const auto notes = [](const std::string& case_name, const ReviewScope& scope) {
    return Reviewed{{line("1900", case_name)}, 1300, "Insert into events", scope}.notes.size();
  };
  CHECK(notes("*", {}) == 1);
  CHECK(notes("*", {.has_all_cases = false, .has_all_modes = true}) == 0);
  CHECK(notes("new_100", {.has_all_cases = false, .has_all_modes = true}) == 1);
  CHECK(notes("new_100", {.has_all_cases = true, .has_all_modes = false}) == 0);
}

TEST_CASE("the comparison says how many plans differ, and how many of them are accepted",
          "[unit][accepted]") {
  CHECK(differences_text(Reviewed{{}, 1300}.plans) == "none differs");
  CHECK(differences_text(Reviewed{{}}.plans) == "2 differ");
  std::vector<PlanResult> plans = Reviewed{{line("1900")}}.plans;
  CHECK(differences_text(plans) == "2 differ, all accepted in accepted.toml");
  plans[0].change->kind = Kind::improved;
  CHECK(differences_text(plans) == "2 differ, 1 of them accepted in accepted.toml");
  plans[0].change.reset();
  CHECK(differences_text(plans) == "1 differs, accepted in accepted.toml");
}

TEST_CASE("a plan of another shape is accepted by its hash or by its text", "[unit][accepted]") {
  const std::string before = "Index Scan of events by (a)";
  const std::string now = "Seq Scan of events";
  const auto shaped = [&](const std::string& limit) {
    std::vector<PlanResult> plans{plan("custom", 10)};
    plans[0].signature = now;
    PlanRecord record = record_of(plans[0]);
    record.signature = before;
    plans[0].change = change_between(record, record_of(plans[0]), Comparable::shape);
    static_cast<void>(accept_changes(plans, {}, {line(limit, "*", "plan")}));
    return plans[0].change->kind;
  };
  CHECK(shaped(plan_hash(now)) == Kind::accepted);
  CHECK(shaped(now) == Kind::accepted);
  CHECK(shaped(plan_hash(before)) == Kind::regressed);
  CHECK(plan_hash(now) != plan_hash(before));
}

TEST_CASE("modes of different shapes are accepted by a line each", "[unit][accepted]") {
  const std::string before = "Index Scan of events by (a)";
  std::vector<PlanResult> plans{plan("custom", 10), plan("generic", 10)};
  plans[0].signature = "Seq Scan of events";
  plans[1].signature = "Seq Scan of events filter (a)";
  const auto accept = [&](const std::vector<AcceptedChange>& lines) {
    BaselineComparison comparison;
    for (PlanResult& each : plans) {
      PlanRecord record = record_of(each);
      record.signature = before;
      each.change = change_between(record, record_of(each), Comparable::shape);
      comparison.by_shape.insert(&each);
    }
    return accept_changes(plans, comparison, lines);
  };
  const std::string custom = plan_hash(plans[0].signature);
  const std::string generic = plan_hash(plans[1].signature);

  CHECK(accept({line(custom, "new_100", "plan")}).empty());
  CHECK(plans[0].change->kind == Kind::accepted);
  CHECK(plans[1].change->kind == Kind::regressed);
  CHECK_THAT(plans[1].change->what, ContainsSubstring("plan accepted as " + custom));
  CHECK_THAT(result::lines_to_accept(plans).at(0), ContainsSubstring(generic) &&
                                                       !ContainsSubstring(custom) &&
                                                       !ContainsSubstring("# replaces"));
  static_cast<void>(accept({}));
  CHECK(occurrences(result::lines_to_accept(plans).at(0), "[[accepted]]") == 2);
  CHECK(occurrences(result::lines_to_accept(plans[1], plans), "[[accepted]]") == 1);

  AcceptedChange second = line(generic, "new_100", "plan");
  second.at = "store/accepted.toml:7";
  CHECK(accept({line(custom, "new_100", "plan"), second}).empty());
  CHECK(exit_code_of(plans) == ExitCode::success);
  CHECK(result::accepted_lines(plans).size() == 2);
}

TEST_CASE("a line whose limit is too low is named above the one that replaces it",
          "[unit][accepted]") {
  const auto printed = [](const AcceptedChange& low) {
    return result::lines_to_accept(Reviewed{{low}}.plans).at(0);
  };
  CHECK_THAT(printed(line("1400")),
             Catch::Matchers::StartsWith("# replaces store/accepted.toml:1\n[[accepted]]\n") &&
                 ContainsSubstring("limit = 1562\n"));
  // One about each case may stay: that of the case goes before it.
  CHECK_THAT(printed(line("1400", "*")), Catch::Matchers::StartsWith("[[accepted]]\n"));
}

TEST_CASE("a regression prints the lines that accept it, once for all modes", "[unit][accepted]") {
  const Reviewed regressed{{}};
  const std::string lines =
      "[[accepted]]\noperation = \"append_events\"\ncase = \"new_100\"\nquantity = \"buffers\"\n"
      "limit = 1562\nreason = \"\"\n";

  CHECK(result::lines_to_accept(regressed.plans) == std::vector{lines});
  const std::string console = review_text(regressed.plans, {});
  CHECK_THAT(console, ContainsSubstring("add to accepted.toml of the store folder:\n"
                                        "  [[accepted]]\n  operation = \"append_events\"\n"));
  result::ResultDocument document;
  document.plans = regressed.plans;
  CHECK_THAT(result::markdown_report(std::array{document}, {65'536, ""}), ContainsSubstring(lines));
  CHECK_THAT(result::junit_report(std::array{document}), ContainsSubstring("limit = 1562"));
  CHECK_THAT(result::annotations(document.plans), ContainsSubstring("limit = 1562"));
  CHECK_THAT(result::pull_request_comment({}, std::array{document}, {}, {65'536, ""}),
             ContainsSubstring(lines));
}

TEST_CASE("modes that differ print one line with the larger limit, in every report",
          "[unit][accepted]") {
  for (const std::int64_t generic : {1400, 1600}) {
    std::vector<PlanResult> plans{Reviewed{{}}.plans[0], Reviewed{{}, generic}.plans[1]};
    const std::string limit = generic == 1600 ? "limit = 1638\n" : "limit = 1562\n";
    CAPTURE(generic);
    result::ResultDocument document;
    document.plans = plans;
    const std::array documents{document};
    const std::string console = review_text(plans, {});
    const std::string markdown = result::markdown_report(documents, {65'536, ""});
    const std::string comment = result::pull_request_comment({}, documents, {}, {65'536, ""});
    for (const std::string& report : {console, markdown, comment}) {
      CHECK(occurrences(report, "[[accepted]]") == 1);
      CHECK(occurrences(report, limit) == 1);
    }
    // These tell each plan alone.
    for (const std::string& report : {result::junit_report(documents), result::annotations(plans),
                                      result::html_report(documents)}) {
      CHECK(occurrences(report, "[[accepted]]") == 2);
      CHECK(occurrences(report, limit.substr(0, limit.size() - 1)) == 2);
    }
  }
}

TEST_CASE("a printed limit has room for rows that lie elsewhere after seeding anew",
          "[unit][accepted]") {
  const auto limit_of = [](PlanResult read) {
    read.repeated.reset();
    read.change = result::PlanChange{.kind = Kind::regressed,
                                     .what = "",
                                     .before = "",
                                     .worse = {{.quantity = "buffers",
                                                .before = "1",
                                                .after = std::to_string(read.buffers),
                                                .limit = "",
                                                .reason = "",
                                                .at = ""}}};
    const std::string text = result::lines_to_accept(std::array{read}).at(0);
    return text.substr(text.find("limit"),
                       text.find('\n', text.find("limit")) - text.find("limit"));
  };
  CHECK(limit_of(plan("custom", 1000)) == "limit = 1028");
  CHECK(limit_of(plan("custom", 1001)) == "limit = 1030");
  CHECK(limit_of(plan("custom", 1)) == "limit = 10");
}

TEST_CASE("the lines to accept come in the order of the review, a text for each operation",
          "[unit][accepted]") {
  std::vector<PlanResult> plans = Reviewed{{}}.plans;
  plans[0].case_name = "new_10";
  plans[0].step = "insert";
  plans.push_back(plans[1]);
  plans.back().operation = "store_snapshot";

  const auto texts = result::lines_to_accept(plans);
  REQUIRE(texts.size() == 2);
  CHECK_THAT(texts[0], ContainsSubstring("case = \"new_10\"\nstep = \"insert\"\n") &&
                           ContainsSubstring("reason = \"\"\n\n[[accepted]]") &&
                           ContainsSubstring("case = \"new_100\"\nquantity"));
  CHECK_THAT(texts[1], ContainsSubstring("operation = \"store_snapshot\""));
  CHECK(result::lines_to_accept(Reviewed{{line("1900")}}.plans).empty());
}

TEST_CASE("every report counts accepted changes and lists them", "[unit][accepted]") {
  result::ResultDocument document;
  document.plans = Reviewed{{line("1900")}}.plans;
  const std::array documents{document};

  CHECK(result::accepted_count(document.plans) == "1 accepted change in 2 plans");
  CHECK_THAT(review_text(document.plans, {}),
             ContainsSubstring(", 1 accepted change in 2 plans\n") &&
                 ContainsSubstring("accepted up to 1,900 (store/accepted.toml:1): the new index"));
  const std::string markdown = result::markdown_report(documents, {65'536, ""});
  CHECK_THAT(markdown,
             ContainsSubstring("; 1 accepted change in 2 plans.**") && ContainsSubstring("1,900"));
  CHECK_THAT(result::junit_report(documents), ContainsSubstring("accepted since the baseline"));
  CHECK_THAT(result::annotations(document.plans), ContainsSubstring("::notice "));
  CHECK_THAT(result::html_report(documents), ContainsSubstring("accepted"));
  const std::string comment = result::pull_request_comment({}, documents, {}, {65'536, ""});
  CHECK_THAT(comment, ContainsSubstring("## Event store: pass") &&
                          ContainsSubstring("**1 accepted change in 2 plans:**") &&
                          ContainsSubstring("| 1,300 | 1,525 | 1,900 |") &&
                          !ContainsSubstring("index <b>"));

  const auto again = result::document_from_json(result::to_json_value(document), "x.json");
  REQUIRE(again.plans.size() == 2);
  CHECK(again.plans[0].change->worse == document.plans[0].change->worse);
  CHECK(again.plans[0].repeated->buffers_spread == 3);
}

}  // namespace eventstore::explain
