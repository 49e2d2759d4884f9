#include "tests/support/run_program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/built_paths.hpp"

extern char** environ;

namespace eventstore::tests {

namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> environment_of(const RunOptions& options) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const auto equals = text.find('=');
    const std::string name{text.substr(0, equals)};
    const bool chooses_database =
        (name.starts_with("PG") && name != "PG_BINDIR") || name == "EVENTSTORE_DATABASE";
    // In a workflow of GitHub our tools say more.
    const bool says_more = name == "GITHUB_ACTIONS";
    if (!chooses_database && !says_more && equals != std::string_view::npos) {
      variables[name] = text.substr(equals + 1);
    }
  }
  for (const auto& [name, value] : options.environment) {
    if (value) {
      variables[name] = *value;
    } else {
      variables.erase(name);
    }
  }
  std::vector<std::string> entries;
  entries.reserve(variables.size());
  for (const auto& [name, value] : variables) entries.push_back(fmt::format("{}={}", name, value));
  return entries;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(std::size_t end) {
    if (ends[end] >= 0) close(ends[end]);
    ends[end] = -1;
  }
  std::array<int, 2> ends{-1, -1};
};

[[noreturn]] void become_program(char* const* arguments, char* const* environment, const Pipe& out,
                                 const Pipe& err) {
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  dup2(out.ends[1], STDOUT_FILENO);
  dup2(err.ends[1], STDERR_FILENO);
  setpgid(0, 0);  // So that the time limit ends all of it.
  execve(arguments[0], arguments, environment);
  _exit(127);
}

/// Reads both pipes until they are closed; false when the time is over before.
bool collect(Pipe& out, Pipe& err, ProgramResult& result, Clock::time_point deadline) {
  std::array<pollfd, 2> sources{{{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}}};
  const std::array<std::string*, 2> texts{&result.out, &result.err};
  while (sources[0].fd >= 0 || sources[1].fd >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    if (poll(sources.data(), sources.size(), static_cast<int>(left)) < 0 && errno != EINTR) {
      return false;
    }
    for (std::size_t index = 0; index < sources.size(); ++index) {
      if (sources[index].fd < 0 || sources[index].revents == 0) continue;
      std::array<char, 4096> buffer{};
      const ssize_t count = read(sources[index].fd, buffer.data(), buffer.size());
      if (count > 0) texts[index]->append(buffer.data(), static_cast<std::size_t>(count));
      if (count == 0) sources[index].fd = -1;  // poll() passes over it from now on.
    }
  }
  return true;
}

}  // namespace

ProgramResult run_program(const std::string& program, const std::vector<std::string>& arguments,
                          const RunOptions& options) {
  const bool is_path = program.find('/') != std::string::npos;
  std::vector<std::string> words{is_path ? program : program_directory() + "/" + program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  if (access(words.front().c_str(), X_OK) != 0) {
    throw std::runtime_error(
        fmt::format("{} cannot be run: {}", words.front(), std::strerror(errno)));
  }
  auto variables = environment_of(options);
  const auto argument_pointers = pointers_to(words);
  const auto environment_pointers = pointers_to(variables);
  Pipe out, err;
  const auto deadline = Clock::now() + options.time_limit;

  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    become_program(argument_pointers.data(), environment_pointers.data(), out, err);
  }
  out.close_end(1);
  err.close_end(1);
  ProgramResult result;
  result.timed_out = !collect(out, err, result, deadline);
  if (result.timed_out) kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace eventstore::tests
