#include "core/tool/child_wait.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/tool/interrupt.hpp"

namespace eventstore {

namespace {

using namespace std::chrono_literals;

/// Returns false at the end of the pipe.
bool read_some(int pipe, std::string& text) {
  std::array<char, 4096> buffer{};
  const ssize_t count = read(pipe, buffer.data(), buffer.size());
  if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

/// Ends the children of a process that is asked to stop.
class PassedSignal {
 public:
  explicit PassedSignal(pid_t group) : group_(group) {}

  /// To be called now and then while one is waited for.
  void pass_on() {
    if (!interrupted()) return;
    if (!has_asked_) kill(-group_, SIGINT);
    has_asked_ = true;
    if (time_to_clean_up(1s) == 0ms) kill(-group_, SIGKILL);
  }
  /// What wakes who waits; -1 once it has.
  [[nodiscard]] int file() const { return has_asked_ ? -1 : signal_file(); }

 private:
  pid_t group_;
  bool has_asked_ = false;
};

}  // namespace

EndedChild wait_for_child(pid_t child, int pipe) {
  constexpr int moment_ms = 100;
  // Readable when the child has ended.  glibc 2.35 has no function for it.
  const int end = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  PassedSignal signal{child};
  EndedChild ended;
  int status = 0;
  bool has_ended = false;
  while (!has_ended || pipe >= 0) {
    std::array<pollfd, 3> files{pollfd{.fd = pipe, .events = POLLIN, .revents = 0},
                                pollfd{.fd = has_ended ? -1 : end, .events = POLLIN, .revents = 0},
                                pollfd{.fd = signal.file(), .events = POLLIN, .revents = 0}};
    poll(files.data(), files.size(), moment_ms);
    signal.pass_on();
    if (files[0].revents != 0 && !read_some(pipe, ended.output)) pipe = -1;
    if (has_ended) continue;
    const pid_t waited = wait4(child, &status, WNOHANG, &ended.usage);
    // Where SIGCHLD is ignored, the system has waited for it already.
    has_ended = waited == child || (waited < 0 && errno != EINTR);
  }
  if (end >= 0) close(end);
  ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended;
}

}  // namespace eventstore
