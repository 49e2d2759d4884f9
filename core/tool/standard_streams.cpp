#include "core/tool/standard_streams.hpp"

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace eventstore {

void open_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    // The lowest number that is free is this one: those below it are open by now.
    if (fcntl(stream, F_GETFD) == -1) static_cast<void>(open("/dev/null", O_RDWR));
  }
}

int take_standard_output() {
  constexpr int lowest = STDERR_FILENO + 1;
  static int taken = -1;
  if (taken < 0) {
    std::cout.flush();
    std::fflush(stdout);
    taken = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, lowest);
    if (taken < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return -1;
  }
  return ::fcntl(taken, F_DUPFD_CLOEXEC, lowest);
}

namespace {

/// Why a stream that has lost bytes lost them.  What it was told then may be forgotten, so it is
/// asked once more.
std::string reason_of(int descriptor) {
  if (::write(descriptor, "\n", 1) >= 0) return "bytes were lost";
  return std::generic_category().message(errno);
}

}  // namespace

LostOutput flush_standard_streams() {
  std::cout.flush();
  const bool is_cout_good = std::cout.good();
  for (std::FILE* const stream : {stdout, stderr}) {
    const bool is_flushed = std::fflush(stream) == 0;
    const bool is_standard_error = stream == stderr;
    const bool is_good = is_standard_error || is_cout_good;
    if (is_flushed && is_good && std::ferror(stream) == 0) continue;
    return {
        .reason = fmt::format("cannot write standard {}: {}",
                              is_standard_error ? "error" : "output", reason_of(::fileno(stream))),
        .is_standard_error = is_standard_error};
  }
  return {};
}

}  // namespace eventstore
