// .github/actions/review/comment against a little of GitHub's API on this machine.

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/built_paths.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using nlohmann::json;

namespace {

const std::string marker = "<!-- eventstore-harness db/store -->\n";

/// Where the programs of the script are not installed there is nothing to test.
void skip_without_programs() {
  const auto found = tests::run_program("/usr/bin/env", {"bash", "-c", "type node curl jq"});
  if (found.exit_code == 0) return;
  const char* ci = std::getenv("CI");
  if (ci != nullptr && *ci != '\0') FAIL("no node, curl or jq: scripts/install --web");
  SKIP("no node, curl or jq: scripts/install --web");
}

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

json comment_of(int id, const std::string& login, const std::string& body) {
  return {{"id", id}, {"user", {{"login", login}}}, {"body", body}};
}

/// What GitHub has, and the script on it.
class Forge {
 public:
  Forge() { skip_without_programs(); }

  tests::ProgramResult comment(const std::string& text,
                               std::map<std::string, std::optional<std::string>> environment = {
                                   {"PULL_REQUEST", "7"}}) {
    std::ofstream{directory_ / "state.json"} << state.dump();
    std::ofstream{directory_ / "comment.md"} << text;
    environment.insert({{"GITHUB_REPOSITORY", "shop/events"},
                        {"GITHUB_TOKEN", "of-the-test"},
                        {"GITHUB_STEP_SUMMARY", directory_ / "summary.md"},
                        {"GITHUB_RUN_ID", "42"}});
    const auto result = tests::run_program(
        "/usr/bin/env",
        {"node", tests::source_directory() + "/tests/support/fake_github.js",
         directory_ / "state.json", tests::source_directory() + "/.github/actions/review/comment",
         directory_ / "comment.md", "db/store"},
        {.environment = environment});
    state = json::parse(text_of(directory_ / "state.json"));
    return result;
  }

  [[nodiscard]] std::string summary() const { return text_of(directory_ / "summary.md"); }

  json state = {{"comments", json::array()}, {"pulls", json::array()}};

 private:
  tests::TemporaryDirectory directory_;
};

}  // namespace

TEST_CASE("the first comment on a pull request is made, the next ones are written in its place",
          "[unit][scripts]") {
  Forge forge;

  CHECK(forge.comment("## Event store: FAIL\n\n`$(id)` \\ \"quoted\" \xc3\xa9\n").exit_code == 0);
  REQUIRE(forge.state["comments"].size() == 1);
  const std::string first = forge.state["comments"][0]["body"];
  CHECK_THAT(first,
             StartsWith(marker + "## Event store: FAIL\n\n`$(id)` \\ \"quoted\" \xc3\xa9\n"));
  CHECK_THAT(first, ContainsSubstring("/shop/events/actions/runs/42)"));

  CHECK(forge.comment("## Event store: pass\n").exit_code == 0);
  REQUIRE(forge.state["comments"].size() == 1);
  CHECK_THAT(forge.state["comments"][0]["body"].get<std::string>(),
             StartsWith(marker + "## Event store: pass\n") && !ContainsSubstring("FAIL"));
  CHECK_THAT(forge.summary(), ContainsSubstring("FAIL") && ContainsSubstring("pass"));
}

TEST_CASE("comments of others, of other stores, and quoted ones are left alone",
          "[unit][scripts]") {
  Forge forge;
  forge.state["comments"] = {
      comment_of(1, "mallory", marker + "mine"),
      comment_of(2, "github-actions[bot]", "<!-- eventstore-harness db/other -->\nother"),
      comment_of(3, "github-actions[bot]", "> " + marker + "quoted"),
      comment_of(4, "github-actions[bot]", "<!-- eventstore-harness db/store -->\r\nours")};

  CHECK(forge.comment("new").exit_code == 0);

  const json& comments = forge.state["comments"];
  REQUIRE(comments.size() == 4);
  CHECK(comments[0]["body"] == marker + "mine");
  CHECK_THAT(comments[1]["body"].get<std::string>(), ContainsSubstring("other"));
  CHECK_THAT(comments[2]["body"].get<std::string>(), ContainsSubstring("quoted"));
  CHECK_THAT(comments[3]["body"].get<std::string>(), StartsWith(marker + "new"));
}

TEST_CASE("a comment behind more than a hundred others is found", "[unit][scripts]") {
  Forge forge;
  for (int id = 1; id <= 250; ++id) {
    forge.state["comments"].push_back(comment_of(id, "ann", "well"));
  }
  forge.state["comments"][240] = comment_of(241, "github-actions[bot]", marker + "old");

  CHECK(forge.comment("new").exit_code == 0);

  CHECK(forge.state["comments"].size() == 250);
  CHECK_THAT(forge.state["comments"][240]["body"].get<std::string>(), StartsWith(marker + "new"));
  CHECK(forge.state["requests"].size() == 4);
}

TEST_CASE("where the token may not write, the summary has the comment and nothing fails",
          "[unit][scripts]") {
  Forge forge;
  forge.state["answer"] = GENERATE(403, 404, 422, 500);

  const auto result = forge.comment("## Event store: FAIL\n");

  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, StartsWith("::warning::The comment was not written") &&
                             ContainsSubstring("Resource not accessible by integration"));
  CHECK(forge.state["comments"].empty());
  CHECK_THAT(forge.summary(), ContainsSubstring("## Event store: FAIL"));

  const auto no_token =
      forge.comment("again", {{"PULL_REQUEST", "7"}, {"GITHUB_TOKEN", "of-others"}});
  CHECK(no_token.exit_code == 0);
  CHECK_THAT(no_token.out, ContainsSubstring("answered with 401: Bad credentials"));
}

TEST_CASE("without a pull request there is the summary only", "[unit][scripts]") {
  Forge forge;
  CHECK(forge.comment("nightly", {}).exit_code == 0);
  CHECK(forge.state["requests"].empty());
  CHECK(forge.summary() == "nightly");

  const auto hostile = forge.comment("x", {{"PULL_REQUEST", "7/../../x"}});
  CHECK(hostile.exit_code == 0);
  CHECK(forge.state["requests"].empty());
}

TEST_CASE("the pull request of a fork is found by its head, and only by its very commit",
          "[unit][scripts]") {
  Forge forge;
  const auto pull = [](int number, const std::string& sha, const std::string& repository) {
    return json{
        {"number", number},
        {"head", {{"label", "ann:a&b=c #1"}, {"sha", sha}, {"repo", {{"full_name", repository}}}}}};
  };
  forge.state["pulls"] = {pull(5, "old", "ann/events"), pull(6, "new", "ann/other"),
                          pull(8, "new", "ann/events")};
  const auto of = [](const std::string& sha) {
    return std::map<std::string, std::optional<std::string>>{
        {"HEAD_REPOSITORY", "ann/events"}, {"HEAD_BRANCH", "a&b=c #1"}, {"HEAD_SHA", sha}};
  };

  CHECK(forge.comment("for the fork", of("new")).exit_code == 0);
  REQUIRE(forge.state["comments"].size() == 1);
  CHECK(forge.state["requests"].back() == "POST /repos/shop/events/issues/8/comments");

  const auto late = forge.comment("too late", of("gone"));
  CHECK(late.exit_code == 0);
  CHECK_THAT(late.out, ContainsSubstring("no open pull request has this head any more"));
  CHECK(forge.state["comments"].size() == 1);
}

}  // namespace eventstore
