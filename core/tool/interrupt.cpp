#include "core/tool/interrupt.hpp"

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

#include "core/tool/errors.hpp"

namespace eventstore {

namespace {

volatile std::sig_atomic_t signal_seen = 0;
volatile std::sig_atomic_t output_closed = 0;

void on_signal(int signal_number) {
  if (signal_seen != 0) {
    std::signal(signal_number, SIG_DFL);
    std::raise(signal_number);
  }
  signal_seen = 1;
}

/// Whoever read our output is gone ("| head"): we stop and clean up as after Ctrl-C, and what is
/// still said goes nowhere.
void on_closed_output(int) {
  const int nowhere = open("/dev/null", O_WRONLY);
  if (nowhere >= 0) dup2(nowhere, STDOUT_FILENO);
  output_closed = 1;
  signal_seen = 1;
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGPIPE, on_closed_output);
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() noexcept {
  return signal_seen != 0;
}

bool output_is_closed() noexcept {
  return output_closed != 0;
}

void stop_if_interrupted() {
  if (interrupted()) throw Interrupted{};
}

}  // namespace eventstore
