#include "tests/support/background_program.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"
#include "tests/support/built_paths.hpp"

namespace eventstore::tests {

namespace {

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

pid_t start_program(const std::string& program, const std::vector<std::string>& arguments,
                    const std::string& output, const std::string& errors) {
  std::vector<std::string> words{program_directory() + "/" + program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  std::fflush(nullptr);  // Or the child would print what we have not printed yet.
  const pid_t child = fork();
  if (child == 0) {
    static_cast<void>(freopen(output.c_str(), "w", stdout));
    static_cast<void>(freopen(errors.c_str(), "w", stderr));
    execv(pointers.front(), pointers.data());
    _exit(127);
  }
  REQUIRE(child > 0);
  return child;
}

int end_program(pid_t child, int signal) {
  kill(child, signal);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return code_of(status);
}

std::optional<int> end_program_within(std::chrono::milliseconds bound, pid_t child, int signal) {
  kill(child, signal);
  int status = 0;
  for (const auto last = std::chrono::steady_clock::now() + bound;
       std::chrono::steady_clock::now() < last;) {
    if (waitpid(child, &status, WNOHANG) == child) return code_of(status);
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  return std::nullopt;
}

namespace {

pg::Rows clones(const SeededDatabase& seeded) {
  pg::Session session{seeded.database()};
  return session.run(catalogue::harness_sql("clones"), {{"eventstore_disposable_clone_"}});
}

}  // namespace

std::size_t clones_on_the_server(const SeededDatabase& seeded) {
  return clones(seeded).size();
}

std::size_t living_clones(const SeededDatabase& seeded) {
  pg::drop_orphaned_clones(seeded.database());
  return clones_on_the_server(seeded);
}

std::size_t clones_of(pid_t program, const SeededDatabase& seeded) {
  const std::string its_mark = fmt::format("_{}_", program);
  const pg::Rows found = clones(seeded);
  std::size_t count = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found.text(i, "name").find(its_mark) != std::string::npos) ++count;
  }
  return count;
}

void wait_for_clone(pid_t program, const SeededDatabase& seeded) {
  for (int i = 0; i < 300 && clones_of(program, seeded) == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  REQUIRE(clones_of(program, seeded) > 0);
}

}  // namespace eventstore::tests
