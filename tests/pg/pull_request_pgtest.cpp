// What a review of a pull request says of changes of a store.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/pull_request_review.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using tests::ProgramResult;
using tests::Repository;
using tests::review;
using tests::Review;
using tests::review_without_server;

namespace {

const std::string stream_index = "indexes/domain_events_stream_idx.sql";

}  // namespace

TEST_CASE("a change that drops an index fails, and its comment tells the plan before and now",
          "[pg][bench][beside][pull-request]") {
  const Repository repository;
  repository.branch("drop");
  repository.remove(stream_index);
  repository.replace("operations/load_aggregate.sql", "p95 < 20 ms", "p95 < 200 ms");
  repository.commit("nobody needs it");
  // What main has got since is not the change's doing.
  repository.git({"switch", "--quiet", "main"});
  repository.replace("operations/create_head_token.sql", "SELECT ", "SELECT  ");
  repository.commit("a space");

  const Review drop =
      review(repository, "main", "drop",
             {"--filter", "read_stream_batch/cold|find_event", "--scenario", "none"});

  INFO(drop.run.err << drop.comment);
  CHECK(drop.run.exit_code == 5);
  CHECK_THAT(drop.comment,
             StartsWith("## Event store: FAIL\n\n**6 plans of `read_stream_batch` fail"));
  const std::string seen = drop.seen_at_once();
  CHECK_THAT(seen, ContainsSubstring("`domain_events_stream_idx` is gone: `CREATE INDEX") &&
                       ContainsSubstring("it read by `domain_events_stream_idx`, which is gone") &&
                       ContainsSubstring("`index_cond(events: tenant_key, transaction_id") &&
                       ContainsSubstring("`db/store/operations/read_stream_batch.sql:17`"));
  CHECK_THAT(seen, ContainsSubstring("-  Index Scan of domain_events by (tenant_key, ") &&
                       ContainsSubstring("+  Index Scan of domain_events by (transaction_id, "));
  CHECK_THAT(seen,
             ContainsSubstring("**This change asks for less:**\n\n- `load_aggregate`: asked for "
                               "`p95 < 200 ms`, before for `p95 < 20 ms`\n"));
  CHECK_THAT(seen, !ContainsSubstring("find_event"));
  CHECK_THAT(drop.run.out,
             ContainsSubstring("::error file=db/store/operations/read_stream_batch.sql"));
}

TEST_CASE("a change that slows a statement beyond its target fails, with both figures",
          "[pg][bench][beside][pull-request]") {
  const Repository repository;
  repository.branch("slow");
  repository.replace("operations/create_head_token.sql", "  FROM domain_events\n",
                     "  FROM domain_events CROSS JOIN (SELECT pg_sleep(0.02)) AS slow\n");
  repository.commit("slower");

  const Review slow = review(repository, "main", "slow",
                             {"--filter", "create_head_token|find_event", "--scenario", "none"});

  INFO(slow.run.err << slow.comment);
  CHECK(slow.run.exit_code == 3);
  CHECK_THAT(slow.comment, StartsWith("## Event store: FAIL\n"));
  const std::string seen = slow.seen_at_once();
  // The statement sleeps for 20 ms; a busy machine adds to that, and to what was before.
  const std::string slept = R"((?:[2-9]\d|\d{3})(?:\.\d)? ms)";
  CHECK_THAT(seen, Catch::Matchers::Matches(
                       R"([^]*\| `create_head_token/all_tenants`, p95 +\| [\d.]+ [um]s +\| \*\*)" +
                       slept + R"(\*\* +\| `p95 < 1 ms` +\|[^]*)"));
  CHECK_THAT(seen, Catch::Matchers::Matches("[^]*the server executes the statement for " + slept +
                                            " [^]*"));
  CHECK_THAT(seen, ContainsSubstring("### What to do") && !ContainsSubstring("plans of"));
}

TEST_CASE("a change that makes appends dearer regresses, and passes where the head accepts it",
          "[pg][bench][beside][pull-request]") {
  const Repository repository;
  repository.branch("dearer");
  repository.write(
      "db/store/indexes/domain_events_type_idx.sql",
      "-- read by: nothing yet\n"
      "CREATE INDEX domain_events_type_idx ON domain_events (tenant_key, event_type);\n");
  repository.commit("an index more");
  const std::vector<std::string> appends{"--filter", "append_events/new_10$", "--scenario", "none"};

  const Review regressed = review(repository, "main", "dearer", appends);
  INFO(regressed.run.err << regressed.comment);
  CHECK(regressed.run.exit_code == 4);
  CHECK_THAT(regressed.seen_at_once(),
             ContainsSubstring("of `append_events` have regressed") &&
                 ContainsSubstring("accept the regression in `accepted.toml`"));
  const std::size_t start = regressed.comment.find("[[accepted]]");
  REQUIRE(start != std::string::npos);
  std::string lines = regressed.comment.substr(start, regressed.comment.find("```", start) - start);
  const std::string no_reason = "reason = \"\"";
  lines.replace(lines.find(no_reason), no_reason.size(), "reason = \"reports read by type\"");

  repository.write("db/store/accepted.toml", lines);
  repository.commit("which we want");
  const Review accepted = review(repository, "main", "dearer", appends);
  INFO(accepted.run.err << accepted.comment);
  CHECK(accepted.run.exit_code == 0);
  CHECK_THAT(accepted.comment, StartsWith("## Event store: pass\n"));
  CHECK_THAT(accepted.seen_at_once(), ContainsSubstring("**1 accepted change in 3 plans:**") &&
                                          ContainsSubstring("reports read by type"));
}

TEST_CASE("a change that touches no file of the store passes without being measured",
          "[pg][pull-request]") {
  const Repository repository;
  repository.branch("docs");
  repository.write("README.md", "A shop, described.\n");
  repository.write("db/store/README.md", "What our tables mean.\n");
  repository.write("db/store-of-others/x.sql", "SELECT 1\n");
  repository.commit("described");

  const Review docs = review_without_server(repository, "main", "docs");
  INFO(docs.run.err);
  CHECK(docs.run.exit_code == 0);
  CHECK_THAT(docs.comment,
             StartsWith("## Event store: pass\n") && ContainsSubstring("nothing was measured"));

  const Review also = review(repository, "main", "docs", {"--also", "README.md", "--filter", "("});
  INFO(also.run.err);
  CHECK(also.run.exit_code != 0);
  CHECK_THAT(also.comment, StartsWith("## Event store: could not be reviewed\n"));
}

TEST_CASE("a change that returns other tenants' events fails by the oracle before all else",
          "[pg][bench][beside][pull-request]") {
  const Repository repository;
  repository.write(
      "load/short.toml",
      "question = \"Is every event accounted for?\"\npool = 4\n"
      "thresholds = [\"errors < 50 %\"]\n[[phase]]\nname = \"hold\"\nlength = \"2 s\"\n"
      "[[population]]\nname = \"users\"\nusers = { hold = 4 }\nthink = \"10 ms\"\n"
      "mix = { \"append\" = 30, \"pull batch=10\" = 70 }\n");
  repository.commit("load");
  repository.branch("leak");
  repository.replace("operations/read_stream_batch.sql", "WHERE tenant_key = :tenant_key",
                     "WHERE (tenant_key = :tenant_key OR tenant_key > 0)");
  repository.commit("leak");

  const Review leak = review(repository, "main", "leak",
                             {"--filter", "create_head_token|read_stream_batch/cold_tail",
                              "--scenario", "load/short.toml"});

  INFO(leak.run.err << leak.comment);
  CHECK(leak.run.exit_code == 6);
  CHECK_THAT(leak.comment, StartsWith("## Event store: FAIL\n\n**load "));
  CHECK_THAT(leak.seen_at_once(), ContainsSubstring("do not merge; the first one: "));
}

TEST_CASE("what failed before a change is not told as the change's doing",
          "[pg][bench][beside][pull-request]") {
  const Repository repository;
  repository.remove(stream_index);
  repository.commit("gone for long");
  repository.branch("other");
  repository.replace("operations/find_event.sql", "SELECT ", "SELECT  ");
  repository.commit("a space");

  const Review other = review(repository, "main", "other",
                              {"--filter", "read_stream_batch/cold_tail", "--scenario", "none"});

  INFO(other.run.err << other.comment);
  CHECK(other.run.exit_code == 5);
  CHECK_THAT(other.comment,
             StartsWith("## Event store: FAIL, as before this change\n\n**Nothing got "
                        "worse. Before as now: 3 plans of `read_stream_batch` fail"));
  CHECK_THAT(other.comment, ContainsSubstring("Missed before this change as well: 1"));
}

TEST_CASE("a new store is reviewed without a base, and the work tree is left alone",
          "[pg][bench][beside][pull-request]") {
  const Repository repository;
  repository.branch("new");
  repository.git({"mv", "db/store", "db/other"});
  repository.commit("moved");
  repository.write("db/other/operations/find_event.sql", "not committed");
  repository.git({"add", "--all"});
  const std::string before = repository.git({"status", "--porcelain"});

  const Review fresh =
      review(repository, "main", "new",
             {"--store", "db/other", "--filter", "find_event", "--scenario", "none"});

  INFO(fresh.run.err << fresh.comment);
  // A busy machine may miss a target.
  CHECK((fresh.run.exit_code == 0 || fresh.run.exit_code == 3));
  CHECK_THAT(fresh.comment, ContainsSubstring("this one is new, with nothing to compare it"));
  CHECK(repository.git({"status", "--porcelain"}) == before);
}

TEST_CASE("a change that mends a store that could not be read, and renames it, is reviewed alone",
          "[pg][bench][beside][pull-request]") {
  const Repository repository;
  const Repository whole;
  repository.replace("operations/find_event.sql", "-- @rows       case.rows", "-- @rows  nonsense");
  repository.commit("broken");
  repository.branch("mended");
  repository.replace("operations/find_event.sql", "-- @rows  nonsense", "-- @rows       case.rows");
  repository.commit("mended");
  const std::vector<std::string> quick{"--filter", "find_event/known_hot", "--scenario", "none"};

  const Review mended = review(repository, "main", "mended", quick);
  INFO(mended.run.err << mended.comment);
  // A busy machine may miss a target.
  CHECK((mended.run.exit_code == 0 || mended.run.exit_code == 3));
  CHECK_THAT(mended.comment, ContainsSubstring("that failed, so there is nothing to compare with"));

  whole.branch("renamed");
  whole.replace("store.toml", "name = \"reference\"", "name = \"ours\"");
  whole.commit("renamed");
  const Review renamed = review(whole, "main", "renamed", quick);
  INFO(renamed.run.err << renamed.comment);
  CHECK((renamed.run.exit_code == 0 || renamed.run.exit_code == 3));
  CHECK_THAT(renamed.comment, ContainsSubstring("another name than in the base"));
}

TEST_CASE("a head that cannot be read is told in the comment, in the tool's words",
          "[pg][pull-request]") {
  const Repository repository{"db/$(touch pwned) ```` <!-- store"};
  repository.branch("broken");
  repository.replace("operations/find_event.sql", "-- @rows       case.rows",
                     "-- @rows       ````<!--");
  repository.commit("broken");

  const Review broken = review(repository, "main", "broken", {"--filter", "find_event"});

  INFO(broken.run.err << broken.comment);
  CHECK(broken.run.exit_code == 2);
  CHECK_THAT(broken.comment, StartsWith("## Event store: could not be reviewed\n") &&
                                 ContainsSubstring("operations/find_event.sql:"));
  // The only fences are the script's own.
  CHECK_THAT(broken.comment, Catch::Matchers::Matches("[^]*\n````text\n[^`]*\n````\n[^]*"));
}

}  // namespace eventstore
