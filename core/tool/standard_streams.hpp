// Input, output and errors, which a program may be started without.
#pragma once

namespace eventstore {

/// Opens /dev/null in place of each of the three that is closed.  Otherwise the next file or socket
/// that is opened gets its number, and what is printed goes into it: a job without an output wrote
/// its report into the data it exported.  To be called before anything is opened.
void open_standard_streams();

}  // namespace eventstore
