// scripts/pull-request on a throw-away git repository, as a user's workflow runs it.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/built_paths.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

namespace fs = std::filesystem;

/// A user's repository with a copy of the reference store; `main` is what others compare with.
class Repository {
 public:
  explicit Repository(std::string store = "db/store") : store_(std::move(store)) {
    git({"init", "--quiet", "--initial-branch=main"});
    const StoreCopy copy{"reference"};
    fs::create_directories(fs::path{path()} / fs::path{store_}.parent_path());
    fs::copy(copy.path(), path() + "/" + store_, fs::copy_options::recursive);
    write("README.md", "A shop.\n");
    commit("the store");
  }

  [[nodiscard]] std::string path() const { return directory_.path().string(); }
  [[nodiscard]] const std::string& store() const { return store_; }

  void write(const std::string& file, const std::string& text) const {
    const fs::path target = fs::path{path()} / file;
    fs::create_directories(target.parent_path());
    std::ofstream{target} << text;
  }

  /// Replaces the first `from` in a file of the store, and requires that it is there.
  void replace(const std::string& file, const std::string& from, const std::string& to) const {
    std::ostringstream text;
    text << std::ifstream{path() + "/" + store_ + "/" + file}.rdbuf();
    std::string changed = text.str();
    REQUIRE(changed.find(from) != std::string::npos);
    changed.replace(changed.find(from), from.size(), to);
    write(store_ + "/" + file, changed);
  }

  void remove(const std::string& file) const { fs::remove(path() + "/" + store_ + "/" + file); }

  void branch(const std::string& name) const {
    git({"switch", "--quiet", "--create", name, "main"});
  }

  void commit(const std::string& message) const {
    git({"add", "--all"});
    git({"commit", "--quiet", "--message", message});
  }

  std::string git(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"git", "-C", path()});
    const ProgramResult result =
        run_program("/usr/bin/env", arguments,
                    {.environment = {{"GIT_CONFIG_GLOBAL", "/dev/null"},
                                     {"GIT_CONFIG_NOSYSTEM", "1"},
                                     {"GIT_AUTHOR_NAME", "a"},
                                     {"GIT_AUTHOR_EMAIL", "a@example.invalid"},
                                     {"GIT_COMMITTER_NAME", "a"},
                                     {"GIT_COMMITTER_EMAIL", "a@example.invalid"}}});
    INFO(result.err);
    REQUIRE(result.exit_code == 0);
    return result.out;
  }

 private:
  TemporaryDirectory directory_;
  std::string store_;
};

struct Review {
  ProgramResult run;
  std::string comment;

  /// What a reader sees without opening anything.
  [[nodiscard]] std::string seen_at_once() const {
    return comment.substr(0, comment.find("<details>"));
  }
};

/// Where nothing is measured no database is needed.
inline Review review_without_server(const Repository& repository, const std::string& base,
                                    const std::string& head, std::vector<std::string> more = {}) {
  const TemporaryDirectory out;
  more.insert(more.begin(), {"--repository", repository.path(), "--store", repository.store(),
                             "--base", base, "--head", head, "--events", "20000", "--tools",
                             program_directory(), "--out", out / "out"});
  Review review;
  review.run = run_program(
      source_directory() + "/scripts/pull-request", more,
      {.environment = {{"GITHUB_ACTIONS", "true"}}, .time_limit = std::chrono::minutes{4}});
  std::ostringstream comment;
  comment << std::ifstream{out / "out/comment.md"}.rdbuf();
  review.comment = comment.str();
  return review;
}

inline Review review(const Repository& repository, const std::string& base, const std::string& head,
                     std::vector<std::string> more) {
  const EmptiedDatabase base_database;
  const EmptiedDatabase head_database;
  plan_as_on_our_server(base_database.database());
  plan_as_on_our_server(head_database.database());
  more.insert(more.end(), {"--base-database", base_database.connection_string(), "--head-database",
                           head_database.connection_string()});
  return review_without_server(repository, base, head, more);
}

}  // namespace eventstore::tests
