// The result document: what one tool writes is what another reads.

#include "core/result/document.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "core/tool/passwords.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

ResultDocument full_document() {
  constexpr std::array argv{"plan-review", "--store", "reference"};
  ResultDocument document = start_document("plan-review", argv.size(), argv.data());
  document.exit_code = ExitCode::plan_expectation_failed;
  document.database = "database x";
  document.environment = {{"postgresql", {{"version", "15.18"}}}};
  document.dataset = {{"events", 1000}};
  document.seed = SeedResult{.phases = {{"copy", 0.1}, {"index", 1.0 / 3}},
                             .seconds = 0.7,
                             .events_per_second = 123456.789,
                             .megabytes_per_second = 1e-9,
                             .connections = 3};
  document.benchmarks = {{.operation = "append_events",
                          .case_name = "one",
                          .settings = {{"batch", "1"}},
                          .verdict = Verdict::fail,
                          .reason = "a \"reason\"\nin two lines",
                          .samples = std::numeric_limits<std::uint64_t>::max(),
                          .p50_ns = 1,
                          .p95_ns = 2,
                          .p99_ns = 3,
                          .p999_ns = 4,
                          .max_ns = 5,
                          .min_ns = 0,
                          .mean_ns = 0.1,
                          .calls_per_second = 1e300,
                          .rows_per_call = 1.0 / 7,
                          .outcomes = {{"ok", 5}, {"timeout", 1}},
                          .target = "p95 < 10 ms",
                          .histogram = {{1024, 7}, {2048, 1}}}};
  PlanResult plan;
  plan.operation = "read_stream_batch";
  plan.step = "second";
  plan.case_name = "hot";
  plan.settings = {{"tenant", "hot"}};
  plan.mode = "generic";
  plan.verdict = Verdict::not_applicable;
  plan.analyzed = false;
  plan.rows = -1;
  plan.buffers = 7;
  plan.milliseconds = 0.123;
  plan.findings = {{.expectation = "never sort",
                    .met = false,
                    .found = "Sort",
                    .why = "rows wait",
                    .hint = "index",
                    .file = "mine.sql",
                    .line = 7}};
  plan.chosen = "generic";
  plan.wal_bytes = 9;
  plan.signature = "Sort\n  Seq Scan of events";
  plan.change = result::PlanChange{
      .kind = result::PlanChange::Kind::regressed, .what = "buffers 1 -> 7", .before = "Index"};
  plan.plan = {{"Node Type", "Limit"}, {"Alias", "a"}};
  plan.plan_text = "Limit\n  -> x";
  document.plans = {plan};
  MutationResult& mutation = document.mutation.emplace();
  mutation.losses.push_back(
      {.index = "i",
       .table = "t",
       .definition = "CREATE INDEX i ON t (a)",
       .bytes = 7,
       .costs = AppendCost{.wal_bytes_per_event = 0.5, .buffers_per_event = -1.0},
       .unpriced = {},
       .noticed_by = {"load/hot: never sort"}});
  mutation.toothless.push_back(
      {.operation = "load", .expectation = "never sort", .file = "x.sql", .line = 3});
  mutation.proposals.push_back({.statement = "CREATE INDEX ON t (b)",
                                .mends = {"load/hot"},
                                .for_plans = {"load/hot"},
                                .buffers_before = 9,
                                .buffers_after = 1,
                                .milliseconds_before = 2.0,
                                .milliseconds_after = 0.25,
                                .bytes = 11,
                                .build_seconds = 0.1,
                                .costs = {},
                                .unpriced = "each append fell upon a checkpoint"});
  return document;
}

std::string refusal_of(const nlohmann::ordered_json& json) {
  try {
    static_cast<void>(document_from_json(json, "file.json"));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a document survives the way to JSON text and back exactly", "[unit][document]") {
  const auto json = to_json_value(full_document());

  const auto back =
      to_json_value(document_from_json(nlohmann::ordered_json::parse(json.dump(2)), "file"));

  CHECK(back.dump() == json.dump());
  const ResultDocument read = document_from_json(json, "file");
  CHECK(read.tool == "plan-review");
  CHECK(read.exit_code == ExitCode::plan_expectation_failed);
  CHECK(read.benchmarks.at(0).samples == std::numeric_limits<std::uint64_t>::max());
  CHECK(read.benchmarks.at(0).histogram == full_document().benchmarks.at(0).histogram);
  CHECK(read.seed->phases.at(1).seconds == 1.0 / 3);
  CHECK(read.plans.at(0).findings == full_document().plans.at(0).findings);
  CHECK(read.plans.at(0).verdict == Verdict::not_applicable);
  CHECK(read.plans.at(0).change->before == "Index");
  CHECK(read.plans.at(0).plan.begin().key() == "Node Type");
}

TEST_CASE("a document begins with what it is", "[unit][document]") {
  const auto json = to_json_value(full_document());

  CHECK(json.begin().key() == "schema");
  CHECK(json.at("schema") == "eventstore-harness/result");
  CHECK(json.at("schema_version") == 1);
  CHECK(json.at("started_at").get<std::string>().size() ==
        std::string{"2026-01-01T00:00:00Z"}.size());
}

TEST_CASE("sections that a tool has nothing for are not there", "[unit][document]") {
  const auto json = to_json_value(ResultDocument{});

  CHECK_FALSE(json.contains("seed"));
  CHECK_FALSE(json.contains("benchmarks"));
  CHECK_FALSE(json.contains("plans"));
}

TEST_CASE("what is no document of ours is refused with a reason", "[unit][document]") {
  CHECK_THAT(refusal_of(nlohmann::ordered_json::array()), ContainsSubstring("no result document"));
  CHECK_THAT(refusal_of({{"schema", "other"}}), ContainsSubstring("no result document"));
  CHECK_THAT(refusal_of({{"schema", "eventstore-harness/result"}}),
             ContainsSubstring("schema_version"));
  CHECK_THAT(refusal_of({{"schema", "eventstore-harness/result"},
                         {"schema_version", 2},
                         {"tool_version", "9.9"}}),
             ContainsSubstring("schema_version 2") && ContainsSubstring("9.9"));
  CHECK_THAT(refusal_of({{"schema", "eventstore-harness/result"}, {"schema_version", 1}}),
             ContainsSubstring("damaged"));
  CHECK_THAT(refusal_of({{"schema", "eventstore-harness/result"},
                         {"schema_version", 1},
                         {"tool", "plan-review"},
                         {"plans", {{{"verdict", "splendid"}}}}}),
             ContainsSubstring("'splendid' is no verdict"));
}

TEST_CASE("members of a later minor version are passed over", "[unit][document]") {
  auto json = to_json_value(full_document());
  json["unheard_of"] = 1;

  CHECK(document_from_json(json, "file").tool == "plan-review");
}

TEST_CASE("passwords are not kept", "[unit][document]") {
  const auto [given, kept] = GENERATE(table<std::string, std::string>({
      {"host=x password=secret user=y", "host=x password=*** user=y"},
      {"password = 'sec ret' user=y", "password = *** user=y"},
      {"PASSWORD=secret", "PASSWORD=***"},
      {"sslpassword=secret", "sslpassword=***"},
      {"postgres://me:secret@host/db", "postgres://me:***@host/db"},
      {"postgresql://me:s@cret@host/db?x=1", "postgresql://me:***@host/db?x=1"},
      {"--database=postgresql://me:secret@host", "--database=postgresql://me:***@host"},
      {"postgres://host/db?user=me&password=secret&x=1",
       "postgres://host/db?user=me&password=***&x=1"},
      {"postgres://me@host:5432/db", "postgres://me@host:5432/db"},
      {"postgres://host/db?%70assword=secret&x=1", "postgres://host/db?%70assword=***&x=1"},
      {"postgres://host/db?x=1&PASSWOR%44=se%26cret", "postgres://host/db?x=1&PASSWOR%44=***"},
      {"postgres://host/a b?%70assword=sec ret\n\"x&x=1", "postgres://host/a b?%70assword=***&x=1"},
      {"use \"postgres://host/a b?password=secret\" here\nand there",
       "use \"postgres://host/a b?password=***\nand there"},
      {"--database=postgres://host/db?password=*** --store x",
       "--database=postgres://host/db?password=*** --store x"},
      {"postgres://me:se/c?r#et@host/db?x=1", "postgres://me:***@host/db?x=1"},
      {"postgres://me:a b@host/db", "postgres://me:***@host/db"},
      {"postgres://me:@host/db", "postgres://me:***@host/db"},
      {"postgres://:secret@/db", "postgres://:***@/db"},
      {"password='it\\'s \\\\ secret' user=y", "password=*** user=y"},
      {"password='never ended user=y", "password=***"},
      {"password=a\\ b user=y", "password=*** user=y"},
      {"password=a&b\"c'd user=y", "password=*** user=y"},
      {"user=y password\t=\nsecret", "user=y password\t=\n***"},
      {"PGPASSWORD=secret psql", "PGPASSWORD=*** psql"},
      {"host=x oauth_client_secret=y", "host=x oauth_client_secret=***"},
      {"see https://host:80/x, or mail me@home", "see https://host:80/x, or mail me@home"},
      {"--events", "--events"},
  }));
  CAPTURE(given);

  CHECK(without_passwords(given) == kept);

  const std::array argv{"tool", given.c_str()};
  CHECK(start_document("tool", argv.size(), argv.data()).arguments.at(0) == kept);
}

TEST_CASE("a document is written as a whole, into directories that are made", "[unit][document]") {
  const tests::TemporaryDirectory directory;
  const std::string path = directory / "new/deep/plans.json";

  write_document(full_document(), path);
  write_document(full_document(), path);

  CHECK(read_document(path).plans.size() == 1);
  const std::filesystem::directory_iterator files{std::filesystem::path{path}.parent_path()};
  CHECK(std::distance(begin(files), end(files)) == 1);
}

TEST_CASE("a document that cannot be written names the path", "[unit][document]") {
  CHECK_THROWS_MATCHES(write_document(full_document(), "/proc/none/plans.json"), Failure,
                       MessageMatches(ContainsSubstring("/proc/none/plans.json")));
}

TEST_CASE("a file that cannot be read names the path", "[unit][document]") {
  const tests::TemporaryDirectory directory;
  std::ofstream{directory / "broken.json"} << "{ not json";

  CHECK_THROWS_MATCHES(
      read_document(directory / "none.json"), UsageError,
      MessageMatches(ContainsSubstring("none.json") && ContainsSubstring("No such file")));
  CHECK_THROWS_MATCHES(read_document(directory / "broken.json"), UsageError,
                       MessageMatches(ContainsSubstring("broken.json is not JSON")));
  CHECK_THROWS_MATCHES(read_document(directory.path().string()), UsageError,
                       MessageMatches(ContainsSubstring("is a directory")));
}

TEST_CASE("a document may have a byte-order mark and CRLF line ends, and nothing behind it",
          "[unit][document]") {
  const tests::TemporaryDirectory directory;
  const std::string path = directory / "given.json";
  const auto read = [&](const std::string& text) {
    std::ofstream{path, std::ios::binary} << text;
    return to_json_value(read_document(path)).dump();
  };
  const std::string text = to_json_value(start_document("a-tool", 0, nullptr)).dump(2);
  const std::string plain = read(text + "\n");
  std::string windows = "\xEF\xBB\xBF";
  for (const char c : text) windows += c == '\n' ? std::string{"\r\n"} : std::string(1, c);
  CHECK(read(windows + "\r\n") == plain);
  CHECK_THROWS_WITH(read("{}\n\n{}\n"),
                    path + ":3: text follows the end of the result document; remove it");
  CHECK_THROWS_WITH(read(text + " x"), Catch::Matchers::ContainsSubstring("text follows"));
  CHECK_THROWS_WITH(read("{"), Catch::Matchers::ContainsSubstring("is not JSON"));
  CHECK_THROWS_WITH(read(""), Catch::Matchers::ContainsSubstring("is not JSON"));
}

}  // namespace eventstore::result
