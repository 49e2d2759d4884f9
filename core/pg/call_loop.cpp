#include "core/pg/call_loop.hpp"

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/epoll.h>
#include <unistd.h>

#include "core/tool/interrupt.hpp"

namespace eventstore::pg {

namespace {

/// epoll, not poll: what a wake-up costs does not grow with the connections that have no answer.
/// Level-triggered: libpq may leave a part of a long answer in the socket.
class CallLoop {
 public:
  explicit CallLoop(std::span<Caller* const> callers)
      : callers_(callers),
        connections_(callers.size()),
        events_(callers.size()),
        epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::system_error{errno, std::generic_category(), "epoll_create1"};
    for (Caller* const caller : callers_) caller->wire().set_sending_waits(false);
  }

  /// Whoever has begun a call ends it; how it ends is no longer asked for.
  ~CallLoop() {
    for (std::size_t i = 0; i < callers_.size(); ++i) {
      try {
        if (connections_[i].has_call) callers_[i]->finish();
      } catch (...) {
        // Only the first failure is told, and that is under way already.
      }
      callers_[i]->wire().set_sending_waits(true);
    }
    close(epoll_);
  }

  CallLoop(const CallLoop&) = delete;
  CallLoop& operator=(const CallLoop&) = delete;

  void run() {
    for (std::size_t i = 0; i < callers_.size(); ++i) begin_calls(i);
    while (calls_ > 0) {
      const int count = wait();
      stop_if_interrupted();
      for (int i = 0; i < count; ++i) serve(events_[static_cast<std::size_t>(i)].data.u64);
    }
  }

 private:
  struct Connection {
    bool has_call = false;
    std::uint32_t watched = 0;  ///< The events; 0: it is not in the set.
  };

  /// Returns how many of `events_` are new.
  int wait() {
    // A signal may be handled by another thread, or just before we sleep: we look up now and then.
    constexpr int longest_sleep_ms = 100;
    const int count =
        epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), longest_sleep_ms);
    if (count >= 0) return count;
    if (errno == EINTR) return 0;
    throw std::system_error{errno, std::generic_category(), "epoll_wait"};
  }

  void serve(std::size_t index) {
    callers_[index]->wire().take_arrived();
    if (has_ended(index)) begin_calls(index);
  }

  /// One call, or several where libpq refuses a call: it has then ended, and nothing will arrive.
  void begin_calls(std::size_t index) {
    do {
      stop_if_interrupted();
      if (!callers_[index]->begin()) {
        leave(index);
        return;
      }
      ++calls_;
    } while (has_ended(index));
  }

  /// Takes and sends what can be; a call that has not ended then is waited for.
  bool has_ended(std::size_t index) {
    if (advance(index)) return true;
    const bool has_unsent = callers_[index]->wire().send_unsent();
    // Where there is no room to send, libpq reads instead, and what was read wakes nobody up.
    if (has_unsent && advance(index)) return true;
    watch(index, has_unsent ? EPOLLIN | EPOLLOUT : EPOLLIN);
    return false;
  }

  /// Who throws has no call any more.
  bool advance(std::size_t index) {
    Connection& connection = connections_[index];
    connection.has_call = false;
    connection.has_call = !callers_[index]->advance();
    if (!connection.has_call) --calls_;
    return !connection.has_call;
  }

  void watch(std::size_t index, std::uint32_t wanted) {
    Connection& connection = connections_[index];
    if (wanted == connection.watched) return;
    control(index, connection.watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, wanted);
    connection.watched = wanted;
  }

  /// A connection without a call would wake us up with every word of the server's.
  void leave(std::size_t index) {
    Connection& connection = connections_[index];
    // The kernel itself has taken out the socket of a lost connection.
    if (connection.watched != 0 && callers_[index]->wire().socket() >= 0) {
      control(index, EPOLL_CTL_DEL, 0);
    }
    connection.watched = 0;
  }

  void control(std::size_t index, int operation, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.u64 = index}};
    const int socket = callers_[index]->wire().socket();
    if (epoll_ctl(epoll_, operation, socket, &event) == 0) return;
    throw std::system_error{errno, std::generic_category(), "epoll_ctl"};
  }

  std::span<Caller* const> callers_;
  std::vector<Connection> connections_;
  std::vector<epoll_event> events_;
  int epoll_;
  std::size_t calls_ = 0;  ///< Under way.
};

}  // namespace

void run_calls(std::span<Caller* const> callers) {
  if (callers.size() == 1) {
    for (stop_if_interrupted(); callers.front()->begin(); stop_if_interrupted()) {
      callers.front()->finish();
    }
    return;
  }
  if (!callers.empty()) CallLoop{callers}.run();
}

}  // namespace eventstore::pg
