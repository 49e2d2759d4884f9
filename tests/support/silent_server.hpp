// A server that takes connections and never says a word.
#pragma once

#include <string>

namespace eventstore::tests {

/// On 127.0.0.1 at a free port.
class SilentServer {
 public:
  SilentServer();
  ~SilentServer();
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  /// How to connect to it, without a limit of time.
  [[nodiscard]] std::string connection_string() const;
  /// Returns once a client has asked for something, and waits for the answer.
  void wait_for_client();

 private:
  int listener_;
  int client_ = -1;
};

}  // namespace eventstore::tests
