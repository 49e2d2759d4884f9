// Noticing that the server has ended a connection on which nothing is asked.
#pragma once

#include <chrono>

namespace eventstore::pg {

/// Ends the waiting of another thread.
class StopFlag {
 public:
  StopFlag();
  ~StopFlag();
  StopFlag(const StopFlag&) = delete;
  StopFlag& operator=(const StopFlag&) = delete;

  void set() const;
  /// Waits for at most `limit`, or until `other` can be read from; returns whether it is set.
  [[nodiscard]] bool wait(std::chrono::milliseconds limit, int other = -1) const;
  [[nodiscard]] int file() const { return file_; }

 private:
  int file_;
};

/// Waits until the server, or the network, has ended the connection with that socket (true), or
/// `stop` is set (false).  Asks the server nothing, so that another thread may use the connection
/// meanwhile.
[[nodiscard]] bool wait_for_end(int socket, const StopFlag& stop);

}  // namespace eventstore::pg
