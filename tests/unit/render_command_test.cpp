// bench-report render: which files it takes.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/document.hpp"
#include "core/tool/errors.hpp"
#include "reports/comment.hpp"
#include "reports/render.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::reports {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

/// A document of plan-review, as a file of this name.
std::string written_document(const tests::TemporaryDirectory& directory, const std::string& name) {
  result::ResultDocument document;
  document.tool = "plan-review";
  document.plans = {{.operation = "find_event", .case_name = "known_hot", .mode = "custom"}};
  result::write_document(document, directory / name);
  return directory / name;
}

}  // namespace

TEST_CASE("a result document that is given twice is refused, and not counted twice",
          "[unit][report]") {
  const tests::TemporaryDirectory directory;
  const std::string plans = written_document(directory, "plans.json");
  const std::string other = written_document(directory, "other.json");
  const std::string report = directory / "report.md";

  CHECK_THROWS_MATCHES(render({.files = {plans, other, plans}, .out = report}), UsageError,
                       MessageMatches(ContainsSubstring("plans.json is given twice")));
  CHECK_FALSE(std::filesystem::exists(report));
}

TEST_CASE("a result document is refused under a second name, too", "[unit][report]") {
  const tests::TemporaryDirectory directory;
  const std::string plans = written_document(directory, "plans.json");
  const std::string link = directory / "link.json";
  std::filesystem::create_symlink(plans, link);

  CHECK_THROWS_MATCHES(render({.files = {plans, link}, .out = directory / "report.md"}), UsageError,
                       MessageMatches(ContainsSubstring("plans.json and ") &&
                                      ContainsSubstring("link.json are the same file")));
}

TEST_CASE("no report is written over a result document that it is made from", "[unit][report]") {
  const tests::TemporaryDirectory directory;
  const std::string plans = written_document(directory, "plans.json");
  const auto refused = MessageMatches(ContainsSubstring("plans.json is a result document"));

  CHECK_THROWS_MATCHES(render({.files = {plans}, .out = plans}), UsageError, refused);
  CHECK_THROWS_MATCHES(render({.files = {plans}, .reports = {.html = plans}}), UsageError, refused);
  CHECK_THROWS_MATCHES(render({.files = {plans}, .reports = {.junit = plans}}), UsageError,
                       refused);
  CHECK(result::read_document(plans).plans.size() == 1);
}

TEST_CASE("a comment, too, is written over none of its documents", "[unit][report]") {
  const tests::TemporaryDirectory directory;
  const std::string base = written_document(directory, "base.json");
  const std::string plans = written_document(directory, "plans.json");

  CHECK_THROWS_MATCHES(comment({.files = {plans}, .before = {base}, .out = base}), UsageError,
                       MessageMatches(ContainsSubstring("base.json is a result document")));
  CHECK_THROWS_MATCHES(comment({.files = {plans}, .before = {base}, .reports = {.html = plans}}),
                       UsageError,
                       MessageMatches(ContainsSubstring("plans.json is a result document")));
  CHECK(result::read_document(base).plans.size() == 1);
}

TEST_CASE("a comment refuses a base that has none of the plans", "[unit][report]") {
  const tests::TemporaryDirectory directory;
  const std::string plans = written_document(directory, "plans.json");
  result::ResultDocument other = result::read_document(plans);
  for (result::PlanResult& plan : other.plans) plan.operation = "another";
  const std::string base = directory / "base.json";
  result::write_document(other, base);

  CHECK_THROWS_MATCHES(comment({.files = {plans}, .before = {base}, .out = directory / "out.md"}),
                       UsageError, MessageMatches(ContainsSubstring("have none of the")));
}

TEST_CASE("two result documents that say the same are two documents", "[unit][report]") {
  const tests::TemporaryDirectory directory;
  const std::string report = directory / "report.md";

  CHECK(render({.files = {written_document(directory, "monday.json"),
                          written_document(directory, "tuesday.json")},
                .out = report}) == ExitCode::success);
  CHECK(std::filesystem::exists(report));
}

}  // namespace eventstore::reports
