#include "core/pg/connection_end.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace eventstore::pg {

namespace {

/// libpq closes a socket when it notices its end, and the number may be given to another file.
class OwnSocket {
 public:
  explicit OwnSocket(int socket) : file_(fcntl(socket, F_DUPFD_CLOEXEC, 0)) {}
  ~OwnSocket() {
    if (file_ >= 0) close(file_);
  }
  OwnSocket(const OwnSocket&) = delete;
  OwnSocket& operator=(const OwnSocket&) = delete;
  [[nodiscard]] int file() const { return file_; }

 private:
  int file_;
};

}  // namespace

StopFlag::StopFlag() : file_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

StopFlag::~StopFlag() {
  close(file_);
}

void StopFlag::set() const {
  constexpr std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(file_, &one, sizeof one);
}

bool StopFlag::wait(std::chrono::milliseconds limit, int other) const {
  std::array<pollfd, 2> files{pollfd{.fd = file_, .events = POLLIN, .revents = 0},
                              pollfd{.fd = other, .events = POLLIN, .revents = 0}};
  poll(files.data(), files.size(), static_cast<int>(limit.count()));
  return files[0].revents != 0;
}

bool wait_for_end(int socket, const StopFlag& stop) {
  const OwnSocket own{socket};
  if (own.file() < 0) return true;
  constexpr int for_ever = -1;
  for (;;) {
    std::array<pollfd, 2> files{pollfd{.fd = stop.file(), .events = POLLIN, .revents = 0},
                                pollfd{.fd = own.file(), .events = POLLRDHUP, .revents = 0}};
    if (poll(files.data(), files.size(), for_ever) < 0 && errno != EINTR) return true;
    if (files[0].revents != 0) return false;
    if (files[1].revents != 0) return true;
  }
}

}  // namespace eventstore::pg
