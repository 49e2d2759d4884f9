#include "core/tool/last_resort.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/tool/interrupt.hpp"
#include "core/tool/left_behind.hpp"

namespace eventstore {

namespace {

using namespace std::chrono_literals;

constexpr auto patience_with_reader = 3s;

/// Ignored by default and by everything we link: its handler only ends a system call.
constexpr int waking_signal = SIGURG;

void do_nothing(int) {}

/// Without SA_RESTART, which std::signal asks for.
void handle_waking_signal() {
  struct sigaction action {};
  action.sa_handler = do_nothing;
  sigemptyset(&action.sa_mask);
  sigaction(waking_signal, &action, nullptr);
}

bool takes_bytes(int stream) {
  constexpr int slow_reader_ms = 500;
  pollfd output{.fd = stream, .events = POLLOUT, .revents = 0};
  return poll(&output, 1, slow_reader_ms) != 0;
}

/// Returns whether one of the standard streams took no bytes; what is written there goes nowhere
/// from then on.
bool give_up_full_streams() {
  bool has_some = false;
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    if (takes_bytes(stream)) continue;
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere < 0) continue;
    dup2(nowhere, stream);
    close(nowhere);
    has_some = true;
  }
  return has_some;
}

[[noreturn]] void end_process() {
  constexpr std::size_t longest = 4000;  // A pipe that takes bytes takes PIPE_BUF of them.
  const std::string left = left_behind();
  std::string text = "\nended 10 s after a signal, before all was cleaned up";
  text += left.empty() ? "\n" : "; left behind:\n" + left;
  text = text.substr(0, longest);
  if (takes_bytes(STDERR_FILENO)) {
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
  }
  _exit(1);
}

int new_event() {
  const int made = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (made < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return made;
}

}  // namespace

LastResort::LastResort() : end_(new_event()) {
  handle_waking_signal();
  thread_ = std::thread{[this, main = pthread_self()] { watch(main); }};
}

LastResort::~LastResort() {
  constexpr std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(end_, &one, sizeof one);
  thread_.join();
  close(end_);
}

void LastResort::watch(pthread_t main) const {
  std::array<pollfd, 2> files{pollfd{.fd = end_, .events = POLLIN, .revents = 0},
                              pollfd{.fd = signal_file(), .events = POLLIN, .revents = 0}};
  while (poll(files.data(), files.size(), -1) < 0) continue;
  if (files[0].revents != 0 || ends_within(patience_with_reader)) return;
  const bool is_stuck = give_up_full_streams();
  while (time_since_signal() < end_after_signal) {
    if (is_stuck) pthread_kill(main, waking_signal);
    if (ends_within(std::min(time_since_signal() + 250ms, end_after_signal))) return;
  }
  end_process();
}

bool LastResort::ends_within(std::chrono::milliseconds time) const {
  while (true) {
    const auto left = time - time_since_signal();
    if (left <= 0ms) return false;
    pollfd end{.fd = end_, .events = POLLIN, .revents = 0};
    if (poll(&end, 1, static_cast<int>(left.count())) > 0) return true;
  }
}

}  // namespace eventstore
