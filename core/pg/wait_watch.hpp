// Says what this process waits for at a server, where that is somebody else: a lock, or a
// synchronous standby.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/measure/clock.hpp"
#include "core/pg/call_mark.hpp"
#include "core/pg/database.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::pg {

/// Watches every connection of this process from a thread of its own, as long as it lives.  What a
/// call that takes longer than `patience` waits for is said, once a minute: whoever holds the lock,
/// or that commits wait for a standby, and what ends it.  It asks over a connection of its own,
/// which is made when a call takes long and closed when none does.
///
/// After a signal it cancels what waits so: a call that began before the signal and waits for a
/// lock, and any commit that waits for a standby.  Such a commit is stored by then, and its call
/// ends as ok; nothing else is cancelled, so that what cleans up is not.
class WaitWatch {
 public:
  using Say = std::function<void(const std::string&)>;

  /// Without `say`, lines go to standard error.
  explicit WaitWatch(Say say = {}, std::chrono::milliseconds patience = std::chrono::seconds{3});
  ~WaitWatch();
  WaitWatch(const WaitWatch&) = delete;
  WaitWatch& operator=(const WaitWatch&) = delete;

 private:
  struct Known {
    std::uint64_t count = 0;
    measure::Instant since = {};
    bool is_from_before_signal = false;
  };
  void watch();
  void look();
  [[nodiscard]] std::vector<OpenCall> long_calls(bool has_signal);
  void look_at(const std::string& connection_string, const std::vector<OpenCall>& calls,
               bool has_signal);
  [[nodiscard]] bool connect(const std::string& connection_string);
  [[nodiscard]] std::optional<Reply> ask(const std::string& statement);
  void say_now_and_then(const std::string& cause, const std::string& text);
  [[nodiscard]] bool ends();

  const Say say_;
  const std::chrono::milliseconds patience_;
  std::map<const CallMark*, Known> known_;
  std::map<std::string, measure::Instant> said_;  ///< By cause: when it was said last.
  measure::Instant next_look_ = {};               ///< Not before that is the server asked.
  std::unique_ptr<Wire> wire_;
  std::string connected_to_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace eventstore::pg
