// Ctrl-C and SIGTERM as a flag that loops look at, so that what was started is cleaned up.
#pragma once

namespace eventstore {

/// From now on SIGINT and SIGTERM set the flag; a second signal ends the process at once.  A reader
/// of our output that goes away (SIGPIPE) sets it as well.
void catch_interrupts();

/// Whether a signal has come.  Safe to call from any thread.
[[nodiscard]] bool interrupted() noexcept;

/// Whether the reader of our standard output has gone away.
[[nodiscard]] bool output_is_closed() noexcept;

/// Throws Interrupted when a signal has come.
void stop_if_interrupted();

}  // namespace eventstore
