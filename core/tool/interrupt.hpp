// Ctrl-C and SIGTERM as a flag that loops look at, so that what was started is cleaned up.
#pragma once

#include <chrono>
#include <cstdint>

namespace eventstore {

/// From now on SIGINT and SIGTERM set the flag; one that comes more than 200 ms after the first
/// ends the process at once.  A reader of our output that goes away (SIGPIPE) sets it as well.
void catch_interrupts();

/// Whether a signal has come.  Safe to call from any thread.
[[nodiscard]] bool interrupted() noexcept;

/// Whether the reader of our standard output has gone away.
[[nodiscard]] bool output_is_closed() noexcept;

/// Looks whether somebody still reads our standard output, which else only the next write tells:
/// for loops whose steps take long and print nothing.  A reader who has gone counts as a signal.
void look_for_reader();

/// Throws Interrupted when a signal has come.
void stop_if_interrupted();

/// Time from a signal to the end of the process at the latest (core/tool/last_resort).
inline constexpr std::chrono::milliseconds end_after_signal{9500};

/// How long ago the process was asked to stop; zero where it was not.
[[nodiscard]] std::chrono::milliseconds time_since_signal() noexcept;

/// Time that is left for cleaning up, which ends before the process has to; at most `limit`, which
/// it is as long as no signal has come.
[[nodiscard]] std::chrono::milliseconds time_to_clean_up(std::chrono::milliseconds limit) noexcept;

/// A file that can be read from once a signal has come, for poll(2); its bytes stay in it.
[[nodiscard]] int signal_file();

/// For loops whose steps are too short to look at the flag in each of them.
class InterruptPoll {
 public:
  /// A step: now and then it throws as stop_if_interrupted does.
  void step() {
    if ((++steps_ & 0xFFFU) == 0) stop_if_interrupted();
  }

 private:
  std::uint32_t steps_ = 0;
};

}  // namespace eventstore
