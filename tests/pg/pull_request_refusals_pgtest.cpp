// What a review of a pull request refuses, and what it leaves alone.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/pull_request_review.hpp"

namespace eventstore {

namespace fs = std::filesystem;

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using tests::ProgramResult;
using tests::Repository;
using tests::review;
using tests::Review;
using tests::review_without_server;

TEST_CASE("a scenario or a filter that chooses nothing is told before anything is seeded",
          "[pg][pull-request]") {
  const Repository repository;
  repository.branch("space");
  repository.replace("operations/find_event.sql", "SELECT ", "SELECT  ");
  repository.commit("a space");
  const auto review_with = [&](const std::string& option, const std::string& value) {
    return review_without_server(
        repository, "main", "space",
        {option, value, "--base-database", "nowhere", "--head-database", "nowhere either"});
  };

  for (const std::string absent : {"lihgt", "l.ght", "load/short.toml", "`<!--"}) {
    const Review review = review_with("--scenario", absent);
    CAPTURE(absent, review.run.err, review.comment);
    CHECK(review.run.exit_code == 2);
    CHECK_THAT(review.comment, StartsWith("## Event store: could not be reviewed\n") &&
                                   ContainsSubstring("no scenario "));
  }
  const Review review = review_with("--filter", "nothing_of_the_kind");
  CAPTURE(review.run.err, review.comment);
  CHECK(review.run.exit_code == 2);
  CHECK_THAT(review.comment, ContainsSubstring("'nothing_of_the_kind' matches no case"));
}

TEST_CASE("what is not the review's own is left in its folder, and what is not committed is told",
          "[pg][pull-request]") {
  const Repository repository;
  repository.branch("docs");
  repository.write("README.md", "A shop, described.\n");
  repository.commit("described");
  repository.remove("indexes/domain_events_stream_idx.sql");
  const tests::TemporaryDirectory out;
  fs::create_directories(out.path() / "plans");
  std::ofstream{out / "plans/mine.txt"} << "kept\n";

  const ProgramResult result =
      tests::run_program(tests::source_directory() + "/scripts/pull-request",
                         {"--repository", repository.path(), "--store", "db/store", "--base",
                          "main", "--head", "docs", "--out", out.path().string()});

  CHECK(result.exit_code == 0);
  CHECK(fs::exists(out / "plans/mine.txt"));
  CHECK_THAT(result.err, ContainsSubstring("What is not committed in db/store is not looked at"));
}

TEST_CASE("revisions and folders that are not there, or have hostile names, are told",
          "[pg][pull-request]") {
  const Repository repository{"db/$(touch pwned) `id` '; DROP TABLE x --> <!-- store"};
  const std::string hostile = "x';$(touch${IFS}pwned)`id`<!--";
  repository.branch(hostile);
  repository.write("README.md", "changed\n");
  repository.commit("`id` $(touch pwned) <!-- eventstore-harness -->");

  const Review named = review_without_server(repository, "main", hostile);
  INFO(named.run.err << named.comment);
  CHECK(named.run.exit_code == 0);
  CHECK_THAT(named.comment, ContainsSubstring("of the store in `db/$(touch pwned) ?id? '; DROP"));
  CHECK_FALSE(fs::exists("pwned"));

  for (const std::string absent : {"nowhere", "--all", "`$(touch pwned)`"}) {
    const Review review = review_without_server(repository, absent, "main");
    CAPTURE(absent, review.run.err, review.comment);
    CHECK(review.run.exit_code == 2);
    CHECK_THAT(review.comment, ContainsSubstring("There is no revision `"));
  }
  for (const std::string absent : {"db", "nowhere", "`<!--"}) {
    const Review review = review_without_server(repository, "main", "main", {"--store", absent});
    CAPTURE(absent, review.run.err, review.comment);
    CHECK(review.run.exit_code == 2);
    CHECK_THAT(review.comment, ContainsSubstring("There is no store profile at `"));
  }
  CHECK_FALSE(fs::exists("pwned"));
  CHECK(review_without_server(repository, "main", "main", {"--store", "../x"}).run.exit_code == 2);
}

}  // namespace eventstore
