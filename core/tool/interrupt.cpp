#include "core/tool/interrupt.hpp"

#include <csignal>

#include "core/tool/errors.hpp"

namespace eventstore {

namespace {

volatile std::sig_atomic_t signal_seen = 0;

void on_signal(int signal_number) {
  if (signal_seen != 0) {
    std::signal(signal_number, SIG_DFL);
    std::raise(signal_number);
  }
  signal_seen = 1;
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() noexcept {
  return signal_seen != 0;
}

void stop_if_interrupted() {
  if (interrupted()) throw Interrupted{};
}

}  // namespace eventstore
