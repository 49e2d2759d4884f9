// The action and the workflow for other repositories: what they name exists.  Their scripts are run
// as GitHub runs them, as far as a machine without it can.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/built_paths.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/text_lines.hpp"

namespace eventstore {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string review_action = ".github/actions/review/action.yml";
const std::string comment_action = ".github/actions/comment/action.yml";
const std::string workflow = ".github/workflows/review.yml";

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  REQUIRE_FALSE(text.str().empty());
  return text.str();
}

std::string source(const std::string& file) {
  return text_of(tests::source_directory() + "/" + file);
}

/// The first group of each match.
std::set<std::string> all_of(const std::string& text, const std::string& pattern) {
  const std::regex regex{pattern};
  std::set<std::string> found;
  for (std::sregex_iterator at{text.begin(), text.end(), regex}, end; at != end; ++at) {
    found.insert((*at)[1].str());
  }
  return found;
}

/// The keys right below the first line `NAME:`, whatever its depth.
std::set<std::string> keys_below(const std::string& text, const std::string& name) {
  std::set<std::string> keys;
  std::size_t depth = std::string::npos;
  std::size_t depth_of_keys = 0;
  for (const std::string& line : tests::lines_of(text)) {
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent == std::string::npos || line[indent] == '#') continue;
    if (depth == std::string::npos) {
      if (line.substr(indent) == name + ":") depth = indent;
      continue;
    }
    if (indent <= depth) break;
    if (depth_of_keys == 0) depth_of_keys = indent;
    if (indent == depth_of_keys) keys.insert(line.substr(indent, line.find(':') - indent));
  }
  return keys;
}

bool includes(const std::set<std::string>& all, const std::set<std::string>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

struct Ran {
  tests::ProgramResult result;
  std::string outputs;
};

/// A script of the action, with `environment` and files that GitHub would give it.
Ran run_script(const std::string& script,
               std::map<std::string, std::optional<std::string>> environment,
               const std::vector<std::string>& arguments = {}) {
  const tests::TemporaryDirectory directory;
  const std::string outputs = directory / "outputs";
  std::ofstream{outputs} << "";
  environment.insert({{"GITHUB_OUTPUT", outputs}, {"RUNNER_TEMP", directory / "temp"}});
  Ran ran{tests::run_program(tests::source_directory() + "/.github/actions/review/" + script,
                             arguments, {.environment = environment}),
          {}};
  std::ostringstream text;
  text << std::ifstream{outputs}.rdbuf();
  ran.outputs = text.str();
  return ran;
}

}  // namespace

TEST_CASE("what the actions name is there: scripts, inputs, steps and what these put out",
          "[unit][scripts]") {
  const std::string file = GENERATE_COPY(review_action, comment_action);
  const std::string text = source(file);
  CAPTURE(file);

  const auto scripts = all_of(text, R"re(\$GITHUB_ACTION_PATH/([^"]+)")re");
  CHECK_FALSE(scripts.empty());
  for (const std::string& script : scripts) {
    CAPTURE(script);
    const fs::path path =
        fs::path{tests::source_directory()} / fs::path{file}.parent_path() / script;
    REQUIRE(fs::exists(path));
    CHECK((fs::status(path).permissions() & fs::perms::owner_exec) != fs::perms::none);
  }
  const auto inputs = keys_below(text, "inputs");
  CHECK(inputs == all_of(text, R"(inputs\.([a-z-]+))"));

  const auto ids = all_of(text, R"(\n    - id: ([a-z]+))");
  for (const std::string& id : all_of(text, R"(steps\.([a-z]+)\.outputs)")) {
    CAPTURE(id);
    REQUIRE(ids.contains(id));
    const std::string script = source(".github/actions/review/" + id);
    for (const std::string& name : all_of(text, "steps\\." + id + R"(\.outputs\.([a-z-]+))")) {
      CHECK_THAT(script, ContainsSubstring("printf '" + name + "="));
    }
  }
}

TEST_CASE("the workflow and the example call what they call by its inputs", "[unit][scripts]") {
  const std::string text = source(workflow);
  const auto inputs = keys_below(text, "inputs");
  CHECK(inputs == all_of(text, R"(inputs\.([a-z-]+))"));
  const std::string call = text.substr(text.find(".github/actions/review\n"));
  CHECK(includes(keys_below(source(review_action), "inputs"), keys_below(call, "with")));
  CHECK_THAT(text, ContainsSubstring(".github/actions/review/tune"));

  const std::string page = source("docs/pull-requests.md");
  const std::size_t example = page.find("/.github/workflows/review.yml@");
  REQUIRE(example != std::string::npos);
  const auto said = keys_below(page.substr(example), "with");
  CHECK(said.contains("harness"));
  CHECK(said.contains("revision"));
  CHECK(said.contains("store"));
  CHECK(includes(inputs, said));
}

TEST_CASE("every level that is offered is one of scripts/pull-request", "[unit][scripts]") {
  const std::string script = source("scripts/pull-request");
  for (const std::string level : {"light", "medium", "heavy"}) {
    CHECK_THAT(script, ContainsSubstring("\n  " + level + ")"));
    CHECK_THAT(source(review_action), ContainsSubstring(level));
  }
}

TEST_CASE("two reviews in one job have a directory and an artefact each", "[unit][scripts]") {
  const tests::TemporaryDirectory temporary;
  const std::map<std::string, std::optional<std::string>> environment{
      {"RUNNER_TEMP", temporary.path().string()}, {"HOME", temporary / "home"}};

  const Ran first = run_script("prepare", environment);
  INFO(first.result.err);
  REQUIRE(first.result.exit_code == 0);
  const Ran second = run_script("prepare", environment);

  CHECK_THAT(first.outputs, ContainsSubstring("artefact=eventstore-review\n") &&
                                ContainsSubstring("/eventstore-review/1\n"));
  CHECK_THAT(second.outputs, ContainsSubstring("artefact=eventstore-review-2\n") &&
                                 ContainsSubstring("/eventstore-review/2\n"));
  const auto sources = all_of(first.outputs, "\nsources=([0-9a-f]{16})\n");
  CHECK(sources.size() == 1);
  CHECK(sources == all_of(second.outputs, "\nsources=([0-9a-f]{16})\n"));
}

TEST_CASE("the action reviews the merge against its base, and passes exit codes on",
          "[unit][scripts]") {
  const tests::TemporaryDirectory directory;
  const std::string repository = directory / "repository";
  const auto git = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"git", "-C", repository, "-c", "user.name=a", "-c",
                                         "user.email=a@example.invalid"});
    REQUIRE(tests::run_program("/usr/bin/env", arguments).exit_code == 0);
  };
  fs::create_directories(repository + "/store");
  fs::create_directories(repository + "/.github/workflows");
  const auto write = [&](const std::string& file, const std::string& text) {
    std::ofstream{repository + "/" + file} << text;
    git({"add", "--all"});
    git({"commit", "--quiet", "--message", "x"});
  };
  git({"init", "--quiet", "--initial-branch=main"});
  write("store/store.toml", "name = 1\n");
  git({"switch", "--quiet", "--create", "change"});
  write("README.md", "words\n");
  git({"switch", "--quiet", "main"});
  write("other", "words\n");
  git({"merge", "--quiet", "--no-edit", "change"});

  const std::string out = directory / "out";
  const std::map<std::string, std::optional<std::string>> environment{
      {"GITHUB_WORKSPACE", repository},
      {"GITHUB_EVENT_NAME", "pull_request"},
      {"GITHUB_REF", "refs/pull/7/merge"},
      {"GITHUB_REPOSITORY", "shop/events"},
      {"GITHUB_WORKFLOW_REF", "shop/events/.github/workflows/store.yml@refs/pull/7/merge"},
      {"STORE", "store"},
      {"OUT", out}};
  const Ran passed = run_script("review", environment);
  INFO(passed.result.err);
  CHECK(passed.result.exit_code == 0);
  CHECK(passed.outputs == "exit-code=0\n");
  CHECK_THAT(text_of(out + "/comment.md"),
             ContainsSubstring("nothing was measured: files that have "
                               "changed: 1,"));

  auto wrong = environment;
  wrong["LEVEL"] = "$(touch pwned)";
  CHECK(run_script("review", wrong).outputs == "exit-code=2\n");
  CHECK_FALSE(fs::exists("pwned"));
}

TEST_CASE("a service container gets our settings, a restart and two databases", "[unit][scripts]") {
  const tests::TemporaryDirectory directory;
  const std::string log = directory / "log";
  {
    std::ofstream docker{directory / "docker"};
    docker << "#!/bin/sh\necho \"$*\" >>'" << log << "'\n"
           << "case \"$*\" in *--interactive*) cat >>'" << log << "' ;; esac\n";
  }
  fs::permissions(directory / "docker", fs::perms::owner_all);
  const char* path = std::getenv("PATH");

  const Ran tuned = run_script(
      "tune", {{"PATH", directory.path().string() + ":" + (path == nullptr ? "" : path)}},
      {"c0ffee"});

  INFO(tuned.result.err);
  CHECK(tuned.result.exit_code == 0);
  const std::string said = text_of(log);
  CHECK_THAT(said, ContainsSubstring("\nrandom_page_cost = 1.1\n") &&
                       ContainsSubstring("\nrestart c0ffee\n") &&
                       ContainsSubstring("createdb eventstore_review_base\n") &&
                       ContainsSubstring("createdb eventstore_review_head\n"));
  CHECK(said.find("restart c0ffee") < said.find("createdb"));
}

}  // namespace eventstore
