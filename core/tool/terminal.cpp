#include "core/tool/terminal.hpp"

#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace eventstore {

Terminal terminal_of(std::FILE* stream) {
  const int descriptor = ::fileno(stream);
  if (descriptor < 0 || ::isatty(descriptor) == 0) return {};
  winsize size{};
  const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  const char* no_colour = std::getenv("NO_COLOR");
  return {.width = known ? size.ws_col : std::size_t{80},
          .colour = no_colour == nullptr || std::string_view{no_colour}.empty()};
}

}  // namespace eventstore
