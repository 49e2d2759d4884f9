// Whether a connection waits for an answer of its server: for whoever watches from another thread
// (wait_watch.hpp).
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn;

namespace eventstore::pg {

/// Of a statement that was cancelled, or took longer than statement_timeout.
inline constexpr std::string_view cancelled_sqlstate = "57014";

/// One connection's mark, which is found by `open_calls` as long as it lives.  `begin` and `end`
/// are for the connection's own thread; they cost a nanosecond and look at no clock.
class CallMark {
 public:
  /// `connection` must outlive it.
  CallMark(std::string connection_string, pg_conn* connection);
  ~CallMark();
  CallMark(const CallMark&) = delete;
  CallMark& operator=(const CallMark&) = delete;

  /// An answer is waited for from here on.  The count of an open call is odd.
  void begin() noexcept {
    const std::uint64_t count = count_.load(std::memory_order_relaxed);
    count_.store(count + 1 + (count & 1U), std::memory_order_relaxed);
  }
  /// The answer has come; nothing where none is waited for.
  void end() noexcept {
    const std::uint64_t count = count_.load(std::memory_order_relaxed);
    count_.store(count + (count & 1U), std::memory_order_relaxed);
  }

 private:
  friend struct CallMarks;

  const std::string connection_string_;
  pg_conn* const connection_;
  const int backend_pid_;
  std::atomic<std::uint64_t> count_{0};
};

/// Begins a call, and ends it when it goes out of scope.
class MarkedCall {
 public:
  explicit MarkedCall(CallMark& mark) : mark_(mark) { mark_.begin(); }
  ~MarkedCall() { mark_.end(); }
  MarkedCall(const MarkedCall&) = delete;
  MarkedCall& operator=(const MarkedCall&) = delete;

 private:
  CallMark& mark_;
};

/// A call that is under way in this process.
struct OpenCall {
  const CallMark* connection = nullptr;  ///< Only to be compared: it may be gone.
  std::uint64_t count = 0;               ///< As long as it is the same, it is the same call.
  std::string connection_string;
  int backend_pid = 0;
};

[[nodiscard]] std::vector<OpenCall> open_calls();

/// Asks the server to cancel it, if it is still under way.
void cancel(const OpenCall& call);

/// Takes its connection away, if it is still under way: for a server that does not answer.
void sever(const OpenCall& call);

}  // namespace eventstore::pg
