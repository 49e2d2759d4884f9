// The text files that plans are kept in.

#include <filesystem>
#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "explain/baseline.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::explain {

using Catch::Matchers::ContainsSubstring;
using result::PlanResult;
using result::Verdict;
using Kind = result::PlanChange::Kind;

namespace {

const BaselineOrigin origin{
    .store = "mine", .server_version = 15, .events = 1'000'000, .fingerprint = "fd79"};

PlanResult plan(const std::string& operation, const std::string& case_name, std::int64_t buffers,
                const std::string& signature = "Index Scan of events by (a)") {
  PlanResult result;
  result.operation = operation;
  result.case_name = case_name;
  result.mode = "custom";
  result.verdict = Verdict::pass;
  result.rows = 1;
  result.buffers = buffers;
  result.signature = signature;
  return result;
}

std::string complaint(const std::string& text) {
  try {
    static_cast<void>(parse_baseline(text, "x.plan"));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

const std::string head =
    "# plan-review's baseline of load: see --baseline.\n"
    "# store mine, PostgreSQL 15, 1,000,000 events, data fd79\n";

}  // namespace

TEST_CASE("a baseline is read as it was written", "[unit][baseline]") {
  OperationBaseline baseline{.operation = "load.naive", .origin = origin, .plans = {}};
  baseline.plans.push_back({.case_name = "hot",
                            .step = "tail",
                            .mode = "generic",
                            .verdict = Verdict::fail,
                            .analyzed = true,
                            .rows = 1000,
                            .buffers = 1234567,
                            .signature = "Limit\n  Index Scan of events by (a) filter (b)"});
  baseline.plans.push_back({.case_name = "stale",
                            .step = {},
                            .mode = "custom",
                            .verdict = Verdict::no_target,
                            .analyzed = false,
                            .rows = 0,
                            .buffers = 0,
                            .signature = "Insert into events"});

  const std::string text = baseline_text(baseline);
  const OperationBaseline read = parse_baseline(text, "x.plan");

  CHECK_THAT(text, ContainsSubstring("\n\n[hot, tail, generic] fail, 1,000 rows, 1,234,567 "
                                     "buffers\nLimit\n  Index Scan"));
  CHECK(read.operation == baseline.operation);
  CHECK(read.origin == origin);
  CHECK(read.plans == baseline.plans);
}

TEST_CASE("a damaged baseline is named with its line and the way out", "[unit][baseline]") {
  CHECK_THAT(complaint("no baseline\n"), ContainsSubstring("x.plan:1: this is no baseline"));
  CHECK_THAT(complaint(head.substr(0, head.find('\n') + 1)), ContainsSubstring("x.plan:2: "));
  CHECK_THAT(complaint(head + "Seq Scan\n"), ContainsSubstring("x.plan:3: a section"));
  CHECK_THAT(complaint(head + "[hot, custom] good, 1 row, 2 buffers\n"),
             ContainsSubstring("x.plan:3: 'good' is no verdict"));
  CHECK_THAT(complaint(head + "[hot, custom] pass, 1 row, 99999999999999999999 buffers\n"),
             ContainsSubstring("is no number"));
  CHECK_THAT(complaint(head + "<<<<<<< HEAD\n"), ContainsSubstring("--update-baseline"));
}

TEST_CASE("plans that are as they were have no change, and their files stay word for word",
          "[unit][baseline]") {
  const tests::TemporaryDirectory directory;
  std::vector<PlanResult> plans{plan("load", "hot", 100), plan("load", "cold", 10),
                                plan("append", "new", 20)};
  static_cast<void>(update_baseline(plans, origin, directory.path(), true));
  const std::string before = tests::file_text(directory / "load.plan");

  plans[0].buffers = 120;
  const BaselineComparison comparison = compare_with_baseline(plans, origin, directory.path());
  CHECK(comparison.notes.empty());
  CHECK(comparison.compared == 3);
  CHECK(comparison.changed == 0);
  CHECK_FALSE(plans[0].change);
  CHECK_THAT(update_baseline(plans, origin, directory.path(), true),
             ContainsSubstring("0 files written, 2 as before"));
  CHECK(tests::file_text(directory / "load.plan") == before);
}

TEST_CASE("a baseline may have a byte-order mark and CRLF line ends", "[unit][baseline]") {
  const tests::TemporaryDirectory directory;
  std::vector<PlanResult> plans{plan("load", "hot", 100, "Limit\n  Index Scan of events by (a)")};
  static_cast<void>(update_baseline(plans, origin, directory.path(), true));
  std::string text = "\xEF\xBB\xBF";
  for (const char c : tests::file_text(directory / "load.plan")) {
    text += c == '\n' ? std::string{"\r\n"} : std::string(1, c);
  }
  std::ofstream{directory / "load.plan", std::ios::binary} << text;
  CHECK(compare_with_baseline(plans, origin, directory.path()).changed == 0);

  std::filesystem::remove(directory / "load.plan");
  std::filesystem::create_directory(directory / "load.plan");
  CHECK_THROWS_WITH(compare_with_baseline(plans, origin, directory.path()),
                    ContainsSubstring("load.plan: it is a directory, not a file"));
}

TEST_CASE("a plan that regressed is found, and kept when the baseline is updated",
          "[unit][baseline]") {
  const tests::TemporaryDirectory directory;
  std::vector<PlanResult> plans{plan("load", "hot", 100), plan("load", "cold", 10)};
  static_cast<void>(update_baseline(plans, origin, directory.path(), true));

  plans[0] = plan("load", "hot", 9000, "Seq Scan of events");
  const BaselineComparison comparison = compare_with_baseline(plans, origin, directory.path());
  CHECK(comparison.compared == 2);
  CHECK(comparison.changed == 1);
  REQUIRE(plans[0].change);
  CHECK(plans[0].change->kind == Kind::regressed);
  CHECK_FALSE(plans[1].change);

  static_cast<void>(update_baseline(plans, origin, directory.path(), true));
  plans[0].change.reset();
  static_cast<void>(compare_with_baseline(plans, origin, directory.path()));
  CHECK_FALSE(plans[0].change);
}

TEST_CASE("an update of some cases leaves the others alone; one of all removes what is gone",
          "[unit][baseline]") {
  const tests::TemporaryDirectory directory;
  std::vector<PlanResult> plans{plan("load", "hot", 100), plan("load", "cold", 10),
                                plan("append", "new", 20)};
  static_cast<void>(update_baseline(plans, origin, directory.path(), true));
  std::ofstream{directory / "notes.plan"} << "somebody's own\n";

  static_cast<void>(update_baseline({plan("load", "hot", 900)}, origin, directory.path(), false));
  CHECK_THAT(tests::file_text(directory / "load.plan"),
             ContainsSubstring("900 buffers") && ContainsSubstring("[cold, custom]"));

  CHECK_THAT(update_baseline({plan("load", "hot", 900)}, origin, directory.path(), true),
             ContainsSubstring("1 removed"));
  CHECK_FALSE(std::filesystem::exists(directory / "append.plan"));
  CHECK(std::filesystem::exists(directory / "notes.plan"));
  CHECK_THAT(tests::file_text(directory / "load.plan"), !ContainsSubstring("[cold, custom]"));
}

TEST_CASE("plans of other data are compared by shape, and the review says so", "[unit][baseline]") {
  const tests::TemporaryDirectory directory;
  std::vector<PlanResult> plans{plan("load", "hot", 100)};
  static_cast<void>(update_baseline(plans, origin, directory.path(), true));
  BaselineOrigin smaller = origin;
  smaller.events = 1000;

  plans[0].buffers = 9000;
  plans.push_back(plan("load", "new_case", 1));
  const auto notes = compare_with_baseline(plans, smaller, directory.path()).notes;

  CHECK_FALSE(plans[0].change);
  REQUIRE(notes.size() == 2);
  CHECK_THAT(notes[0], ContainsSubstring("1,000,000 events") && ContainsSubstring("1,000 events"));
  CHECK_THAT(notes[1], ContainsSubstring("1 plan not known"));
  CHECK_THROWS_AS(update_baseline(plans, smaller, directory.path(), false), UsageError);
}

TEST_CASE("a baseline that is not there, or another store's, is refused with the way out",
          "[unit][baseline]") {
  const tests::TemporaryDirectory directory;
  std::vector<PlanResult> plans{plan("load", "hot", 100)};
  CHECK_THROWS_WITH(compare_with_baseline(plans, origin, directory.path()),
                    ContainsSubstring("--update-baseline writes one"));

  static_cast<void>(update_baseline(plans, origin, directory.path(), true));
  BaselineOrigin other = origin;
  other.store = "another";
  CHECK_THROWS_WITH(compare_with_baseline(plans, other, directory.path()),
                    ContainsSubstring("store 'mine', not of 'another'"));
  CHECK_THROWS_AS(update_baseline(plans, other, directory.path(), true), UsageError);
}

TEST_CASE("a plan that does not apply is neither kept nor missed", "[unit][baseline]") {
  const tests::TemporaryDirectory directory;
  std::vector<PlanResult> plans{plan("load", "hot", 100), plan("load", "cold", 10)};
  plans[1].verdict = Verdict::not_applicable;

  static_cast<void>(update_baseline(plans, origin, directory.path(), true));

  CHECK_THAT(tests::file_text(directory / "load.plan"), !ContainsSubstring("cold"));
  CHECK(compare_with_baseline(plans, origin, directory.path()).notes.empty());
}

TEST_CASE("of what writes, a baseline keeps the spread and the WAL", "[unit][baseline]") {
  const tests::TemporaryDirectory directory;
  std::vector<PlanResult> plans{plan("append", "new", 1322)};
  plans[0].repeated =
      result::RepeatedWork{.buffers_spread = 3, .wal_bytes = 131'596, .wal_spread = 0};
  static_cast<void>(update_baseline(plans, origin, directory.path(), true));
  CHECK_THAT(tests::file_text(directory / "append.plan"),
             ContainsSubstring("[new, custom] pass, 1 row, 1,322 buffers (spread 3), 131,596 bytes "
                               "of WAL (spread 0)\n"));

  const auto kept = parse_baseline(tests::file_text(directory / "append.plan"), "append.plan");
  REQUIRE(kept.plans.size() == 1);
  CHECK(kept.plans[0] == record_of(plans[0]));
  CHECK_THAT(complaint(head + "[hot, custom] pass, 1 row, 2 buffers (spread x)\n"),
             ContainsSubstring("is no section"));
}

TEST_CASE("a baseline from before spreads were kept is written anew, once", "[unit][baseline]") {
  const tests::TemporaryDirectory directory;
  std::vector<PlanResult> plans{plan("append", "new", 1322)};
  static_cast<void>(update_baseline(plans, origin, directory.path(), true));

  plans[0].repeated = result::RepeatedWork{.buffers_spread = 0, .wal_bytes = {}, .wal_spread = 0};
  plans[0].buffers = 1500;
  CHECK(compare_with_baseline(plans, origin, directory.path()).changed == 0);
  CHECK_THAT(update_baseline(plans, origin, directory.path(), true),
             ContainsSubstring("1 file written"));
  CHECK_THAT(tests::file_text(directory / "append.plan"),
             ContainsSubstring("1,500 buffers (spread 0)"));

  plans[0].buffers = 1600;
  CHECK(compare_with_baseline(plans, origin, directory.path()).changed == 1);
}

}  // namespace eventstore::explain
