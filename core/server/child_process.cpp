#include "core/server/child_process.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <unistd.h>

#include "core/tool/child_wait.hpp"
#include "core/tool/errors.hpp"

extern char** environ;

namespace eventstore::server {

namespace {

/// What the child was doing when it failed, sent to the parent through a pipe.
enum class Stage : int { redirecting, switching_account, entering_directory, executing };

struct Complaint {
  Stage stage = Stage::executing;
  int error = 0;
};

/// Everything the child needs, made before the fork: afterwards it may not allocate.
struct Prepared {
  std::vector<char*> arguments;
  std::vector<std::string> environment_storage;
  std::vector<char*> environment;
  std::vector<gid_t> groups;
  int output = -1;
  int complaints = -1;
};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close_now(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }
  void close_now() {
    if (number_ >= 0) close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

/// Our environment without PostgreSQL's variables, which mean other servers, and in a fixed locale,
/// because messages are searched for words.
void prepare_environment(Prepared& prepared) {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable{*entry};
    const bool is_unwanted = variable.starts_with("PG") || variable.starts_with("LC_") ||
                             variable.starts_with("LANG=") || variable.starts_with("LANGUAGE=");
    if (!is_unwanted) prepared.environment_storage.emplace_back(variable);
  }
  prepared.environment_storage.emplace_back("LC_ALL=C");
  for (std::string& entry : prepared.environment_storage) {
    prepared.environment.push_back(entry.data());
  }
  prepared.environment.push_back(nullptr);
}

[[noreturn]] void fail_in_child(int complaints, Stage stage) {
  const Complaint complaint{stage, errno};
  [[maybe_unused]] const auto written = write(complaints, &complaint, sizeof complaint);
  _exit(127);
}

/// Nothing when the command runs as we do.
const Account* other_account(const ChildCommand& command) {
  return command.account && command.account->must_switch ? &*command.account : nullptr;
}

bool become(const Account& account, const std::vector<gid_t>& groups) {
  return setgroups(groups.size(), groups.data()) == 0 && setgid(account.group) == 0 &&
         setuid(account.user) == 0;
}

/// Runs between fork and exec, so it makes system calls only.
[[noreturn]] void become_command(const ChildCommand& command, const Prepared& prepared) {
  constexpr int first_inherited = 3;
  setsid();
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(prepared.output, STDOUT_FILENO) < 0 ||
      dup2(prepared.output, STDERR_FILENO) < 0) {
    fail_in_child(prepared.complaints, Stage::redirecting);
  }
  close_range(first_inherited, ~0U, CLOSE_RANGE_CLOEXEC);
  if (const Account* other = other_account(command);
      other != nullptr && !become(*other, prepared.groups)) {
    fail_in_child(prepared.complaints, Stage::switching_account);
  }
  if (chdir(command.working_directory.c_str()) != 0) {
    fail_in_child(prepared.complaints, Stage::entering_directory);
  }
  execve(prepared.arguments.front(), prepared.arguments.data(), prepared.environment.data());
  fail_in_child(prepared.complaints, Stage::executing);
}

[[noreturn]] void report(const ChildCommand& command, const Complaint& complaint) {
  const std::string account = command.account ? command.account->name : "we";
  const std::string reason = std::strerror(complaint.error);
  switch (complaint.stage) {
    case Stage::redirecting:
      throw Failure(
          fmt::format("cannot redirect the output of {}: {}", command.arguments.front(), reason));
    case Stage::switching_account:
      throw Failure(fmt::format("cannot become the account {}: {}", account, reason));
    case Stage::entering_directory:
      throw Failure(fmt::format(
          "the account {} cannot enter {} ({}); choose a directory that it can reach with "
          "EVENTSTORE_STATE",
          account, command.working_directory, reason));
    case Stage::executing:
      break;
  }
  throw Failure(fmt::format("cannot run {} as {}: {}", command.arguments.front(), account, reason));
}

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw Failure(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  return ends;
}

int open_log(const ChildCommand& command) {
  const std::string& file = command.log_file;
  const int log = open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  // pg_ctl opens the same file again, as the account.
  const Account* other = other_account(command);
  const bool is_given =
      log >= 0 && (other == nullptr || fchown(log, other->user, other->group) == 0);
  if (is_given) return log;
  const std::string reason = std::strerror(errno);
  if (log >= 0) close(log);
  throw Failure(fmt::format("cannot write {}: {}", file, reason));
}

}  // namespace

ChildResult run_child(const ChildCommand& command) {
  Prepared prepared;
  std::vector<std::string> arguments = command.arguments;
  for (std::string& argument : arguments) prepared.arguments.push_back(argument.data());
  prepared.arguments.push_back(nullptr);
  prepare_environment(prepared);
  if (const Account* other = other_account(command)) prepared.groups = groups_of(*other);

  const bool captured = command.log_file.empty();
  const auto output_pipe = captured ? make_pipe() : std::array<int, 2>{-1, -1};
  Descriptor output_read{output_pipe[0]};
  Descriptor output{captured ? output_pipe[1] : open_log(command)};
  const auto complaint_pipe = make_pipe();
  const Descriptor complaint_read{complaint_pipe[0]};
  Descriptor complaints{complaint_pipe[1]};
  prepared.output = output.get();
  prepared.complaints = complaints.get();

  const pid_t child = fork();
  if (child < 0) throw Failure(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (child == 0) become_command(command, prepared);

  output.close_now();
  complaints.close_now();
  ChildResult result;
  EndedChild ended = wait_for_child(child, output_read.get());
  result.output = std::move(ended.output);
  result.exit_code = ended.exit_code;
  Complaint complaint;
  if (read(complaint_read.get(), &complaint, sizeof complaint) ==
      static_cast<ssize_t>(sizeof complaint)) {
    report(command, complaint);
  }
  return result;
}

}  // namespace eventstore::server
