// Ctrl-C: the first asks for an orderly end, the second takes what it gets.
#include "core/tool/interrupt.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace eventstore {

namespace {

struct Ended {
  int status = 0;
  std::string said;  ///< On standard error.
};

/// A child that raises SIGINT, says whether it was asked to stop, and raises it again.
Ended raise_twice(std::chrono::milliseconds apart) {
  std::array<int, 2> said{};
  REQUIRE(pipe(said.data()) == 0);
  std::fflush(nullptr);  // Or the child would print what we have not printed yet.
  const pid_t child = fork();
  if (child == 0) {
    dup2(said[1], STDERR_FILENO);
    catch_interrupts();
    std::raise(SIGINT);
    const std::string first = interrupted() ? "asked\n" : "not asked\n";
    static_cast<void>(write(STDERR_FILENO, first.data(), first.size()) > 0);
    std::this_thread::sleep_for(apart);
    std::raise(SIGINT);
    _exit(0);
  }
  close(said[1]);
  Ended ended;
  std::array<char, 256> some{};
  for (ssize_t count = 0; (count = read(said[0], some.data(), some.size())) > 0;) {
    ended.said.append(some.data(), static_cast<std::size_t>(count));
  }
  close(said[0]);
  REQUIRE(waitpid(child, &ended.status, 0) == child);
  return ended;
}

}  // namespace

TEST_CASE("the second Ctrl-C ends a program at once, and says what that means", "[unit]") {
  const Ended ended = raise_twice(std::chrono::milliseconds{250});
  CHECK((WIFSIGNALED(ended.status) && WTERMSIG(ended.status) == SIGINT));
  CHECK_THAT(ended.said,
             Catch::Matchers::StartsWith("asked\n") &&
                 Catch::Matchers::ContainsSubstring("Stopped at once, without cleaning up"));
}

TEST_CASE("a signal that comes twice at once, as from timeout(1), is one wish", "[unit]") {
  const Ended ended = raise_twice(std::chrono::milliseconds{0});
  CHECK((WIFEXITED(ended.status) && WEXITSTATUS(ended.status) == 0));
  CHECK(ended.said == "asked\n");
}

TEST_CASE("a reader who has gone counts as Ctrl-C, one who reads does not", "[unit]") {
  std::array<int, 2> output{};
  REQUIRE(pipe(output.data()) == 0);
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    dup2(output[1], STDOUT_FILENO);
    close(output[1]);
    look_for_reader();
    const bool too_early = interrupted();
    close(output[0]);
    // The parent holds the other end until it comes to close it.
    for (int look = 0; look < 10'000 && !interrupted(); ++look) {
      look_for_reader();
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    _exit(too_early ? 1 : output_is_closed() && interrupted() ? 0 : 2);
  }
  close(output[0]);
  close(output[1]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace eventstore
