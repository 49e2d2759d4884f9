// Why a run is ended, where it is not by a signal.
#pragma once

#include <string>

namespace eventstore {

/// Ends the run as a signal does (core/tool/interrupt), because of `reason`: "the loss of the lock
/// on database shop".  Only the first one counts.  Safe to call from any thread.
void stop_for(const std::string& reason);

/// Whether stop_for ended the run, rather than a signal.
[[nodiscard]] bool has_stop_reason();

/// What ended the run: "a signal", or the reason of stop_for.
[[nodiscard]] std::string stop_reason();

}  // namespace eventstore
