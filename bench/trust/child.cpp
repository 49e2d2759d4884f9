#include "bench/trust/child.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::trust {

namespace {

/// Runs between fork and exec, so it makes system calls only.
[[noreturn]] void become(char* const* arguments, char* const* environment, const char* output,
                         pid_t parent) {
  constexpr int not_started = 127;
  setpgid(0, 0);
  // Whoever kills us, paused or not, kills it: a paused program would stay for ever.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(not_started);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int file = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (nothing < 0 || file < 0) _exit(not_started);
  dup2(nothing, STDIN_FILENO);
  dup2(file, STDOUT_FILENO);
  dup2(file, STDERR_FILENO);
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  execve(arguments[0], arguments, environment);
  _exit(not_started);
}

/// Ours, and what is set beside it: "NAME=value".
std::vector<std::string> merged(const Child::Environment& set) {
  std::vector<std::string> variables;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string variable{*each};
    if (!set.contains(variable.substr(0, variable.find('=')))) variables.push_back(variable);
  }
  for (const auto& [name, value] : set) variables.push_back(fmt::format("{}={}", name, value));
  return variables;
}

/// As exec takes them; the words must outlive them.
std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ScratchDirectory::ScratchDirectory() {
  std::string name = std::filesystem::temp_directory_path() / "bench-trust-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) {
    throw Failure(fmt::format("cannot make a directory {}: {}", name, std::strerror(errno)));
  }
  path_ = name;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Child::Child(const std::vector<std::string>& command, const std::filesystem::path& output_file,
             const Environment& environment)
    : output_file_(output_file) {
  std::vector<std::string> words = command;
  const std::vector<char*> arguments = pointers_to(words);
  std::vector<std::string> variables = merged(environment);
  const std::vector<char*> all_variables = pointers_to(variables);
  const std::string output = output_file;
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) throw Failure(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (pid_ == 0) become(arguments.data(), all_variables.data(), output.c_str(), parent);
}

Child::~Child() {
  if (exit_code_) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Child::pause() const {
  if (!exit_code_) kill(pid_, SIGSTOP);
}

void Child::resume() const {
  if (!exit_code_) kill(pid_, SIGCONT);
}

bool Child::has_ended() {
  int status = 0;
  if (!exit_code_ && waitpid(pid_, &status, WNOHANG) == pid_) exit_code_ = code_of(status);
  return exit_code_.has_value();
}

int Child::wait() {
  while (!has_ended()) {
    stop_if_interrupted();
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return *exit_code_;
}

std::string Child::output() const {
  std::ifstream file{output_file_};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace eventstore::trust
