// The end of a process that a signal does not end in time.
#pragma once

#include <chrono>
#include <thread>

#include <pthread.h>

namespace eventstore {

/// As long as it lives, ten seconds after a signal the process has ended, whatever it waits for.
/// Output that nobody reads is given up after three; at the end the process says what it leaves
/// behind, and how to remove it, and exits with 1.  Made by the main thread.
class LastResort {
 public:
  LastResort();
  ~LastResort();
  LastResort(const LastResort&) = delete;
  LastResort& operator=(const LastResort&) = delete;

 private:
  void watch(pthread_t main) const;
  /// Returns whether the object's end came before that much time had passed since the signal.
  [[nodiscard]] bool ends_within(std::chrono::milliseconds time) const;

  const int end_;  ///< An eventfd.
  std::thread thread_;
};

}  // namespace eventstore
