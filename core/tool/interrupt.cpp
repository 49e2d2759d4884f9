#include "core/tool/interrupt.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/tool/errors.hpp"
#include "core/tool/stop_reason.hpp"

namespace eventstore {

namespace {

// Set by a signal's handler, which runs in any thread, and read by all: std::sig_atomic_t is safe
// between a handler and its own thread only.
std::atomic<bool> signal_seen = false;
std::atomic<bool> output_closed = false;
std::atomic<std::int64_t> first_signal_ns = 0;
std::atomic<std::int64_t> asked_to_stop_ns = 0;  ///< By whatever came first.
std::atomic<int> signal_event = -1;

std::mutex reason_mutex;
std::string reason;  ///< Of stop_for; a handler of a signal may not write it.

std::string reason_given() {
  const std::lock_guard lock{reason_mutex};
  return reason;
}

static_assert(std::atomic<bool>::is_always_lock_free, "a handler may not wait for a lock");
static_assert(std::atomic<std::int64_t>::is_always_lock_free);
static_assert(std::atomic<int>::is_always_lock_free);

/// clock_gettime may be called by a handler; of std::chrono nobody says so.
std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

/// As async-signal-safe as its callers have to be.
void ask_to_stop() {
  std::int64_t never = 0;
  asked_to_stop_ns.compare_exchange_strong(never, now_ns());
  signal_seen = true;
  constexpr std::uint64_t one = 1;
  const int interrupted_errno = errno;
  if (signal_event >= 0) {
    [[maybe_unused]] const auto written = write(signal_event, &one, sizeof one);
  }
  errno = interrupted_errno;
}

void on_signal(int signal_number) {
  // timeout(1) sends its signal to the program and to its group: one wish, which comes twice.
  constexpr std::int64_t same_wish_ns = 200'000'000;
  const std::int64_t now = now_ns();
  std::int64_t first = 0;
  const bool is_first = first_signal_ns.compare_exchange_strong(first, now);
  ask_to_stop();
  if (!is_first && now - first > same_wish_ns) {
    constexpr std::string_view text =
        "\nStopped at once, without cleaning up; the next run removes what this one has left.\n";
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
    std::signal(signal_number, SIG_DFL);
    std::raise(signal_number);
  }
}

/// Whoever read our output is gone ("| head"): we stop and clean up as after Ctrl-C, and what is
/// still said goes nowhere.
void on_closed_output(int) {
  const int nowhere = open("/dev/null", O_WRONLY);
  if (nowhere >= 0) dup2(nowhere, STDOUT_FILENO);
  output_closed = true;
  ask_to_stop();
}

}  // namespace

void catch_interrupts() {
  static_cast<void>(signal_file());
  std::signal(SIGPIPE, on_closed_output);
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() noexcept {
  return signal_seen;
}

bool output_is_closed() noexcept {
  return output_closed;
}

std::chrono::milliseconds time_since_signal() noexcept {
  using namespace std::chrono;
  if (!signal_seen) return milliseconds{0};
  return duration_cast<milliseconds>(nanoseconds{now_ns() - asked_to_stop_ns});
}

std::chrono::milliseconds time_to_clean_up(std::chrono::milliseconds limit) noexcept {
  constexpr std::chrono::milliseconds margin{1500};
  if (!signal_seen) return limit;
  const auto left = end_after_signal - margin - time_since_signal();
  return std::clamp(left, std::chrono::milliseconds{0}, limit);
}

int signal_file() {
  static std::mutex mutex;
  const std::lock_guard lock{mutex};
  if (signal_event >= 0) return signal_event;
  const int made = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (made < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  signal_event = made;
  if (signal_seen) ask_to_stop();
  return made;
}

void look_for_reader() {
  pollfd output{.fd = STDOUT_FILENO, .events = 0, .revents = 0};
  // So the writing end of a pipe says that nobody holds the other.
  if (poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0) on_closed_output(SIGPIPE);
}

void stop_for(const std::string& why) {
  {
    const std::lock_guard lock{reason_mutex};
    if (reason.empty() && !signal_seen) reason = why;
  }
  ask_to_stop();
}

bool has_stop_reason() {
  return !reason_given().empty();
}

std::string stop_reason() {
  const std::string given = reason_given();
  return given.empty() ? "a signal" : given;
}

void stop_if_interrupted() {
  if (interrupted()) throw Interrupted{};
}

}  // namespace eventstore
