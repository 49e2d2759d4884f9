#include "core/tool/run_child.hpp"

#include <array>
#include <chrono>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/tool/child_wait.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

extern char** environ;

namespace eventstore {

namespace {

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_with(
    const std::vector<std::pair<std::string, std::string>>& more) {
  std::vector<std::string> all;
  all.reserve(more.size());
  for (const auto& [name, value] : more) all.push_back(fmt::format("{}={}", name, value));
  for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
  return all;
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of("\n ");
  if (end == std::string::npos) return "it said nothing";
  const std::size_t begin = text.rfind('\n', end);
  const std::size_t first = begin == std::string::npos ? 0 : begin + 1;
  return text.substr(first, end + 1 - first);
}

}  // namespace

ChildResult run_child(const std::vector<std::string>& command,
                      const std::vector<std::pair<std::string, std::string>>& environment) {
  using Clock = std::chrono::steady_clock;
  std::array<int, 2> errors{};
  if (pipe2(errors.data(), O_CLOEXEC) != 0) throw Failure("cannot make a pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, errors[1], 2);
  // Of Ctrl-C at the terminal it hears from us, and so once.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);

  std::vector<std::string> arguments = command;
  std::vector<std::string> variables = environment_with(environment);
  pid_t child = 0;
  const auto started = Clock::now();
  const int failed = posix_spawnp(&child, arguments.front().c_str(), &actions, &attributes,
                                  pointers_to(arguments).data(), pointers_to(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(errors[1]);
  if (failed != 0) {
    close(errors[0]);
    throw Failure(fmt::format("cannot run {}: {}", command.front(), std::strerror(failed)));
  }
  ChildResult result;
  const EndedChild ended = wait_for_child(child, errors[0]);
  close(errors[0]);
  result.seconds = std::chrono::duration<double>(Clock::now() - started).count();
  result.cpu_seconds = seconds_of(ended.usage.ru_utime) + seconds_of(ended.usage.ru_stime);
  result.exit_code = ended.exit_code;
  result.errors = ended.output;
  stop_if_interrupted();
  return result;
}

ChildResult require_child(const std::vector<std::string>& command,
                          const std::vector<std::pair<std::string, std::string>>& environment) {
  ChildResult result = run_child(command, environment);
  if (result.exit_code == 0) return result;
  throw Failure(fmt::format("{} ended with exit code {}: {}", command.front(), result.exit_code,
                            last_line(result.errors)));
}

}  // namespace eventstore
