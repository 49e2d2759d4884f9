#include "core/tool/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace eventstore {

void open_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    // The lowest number that is free is this one: those below it are open by now.
    if (fcntl(stream, F_GETFD) == -1) static_cast<void>(open("/dev/null", O_RDWR));
  }
}

}  // namespace eventstore
