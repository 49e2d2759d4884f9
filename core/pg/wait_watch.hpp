// Says what this process waits for at a server, where that is somebody else: a lock, or a
// synchronous standby.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/measure/clock.hpp"
#include "core/pg/call_mark.hpp"
#include "core/pg/connection_end.hpp"
#include "core/pg/database.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::pg {

/// Watches every connection of this process from a thread of its own, as long as it lives.  What a
/// call that takes longer than `patience` waits for is said, once a minute: whoever holds the lock,
/// or that commits wait for a standby, and what ends it.  It asks over a connection of its own,
/// which is made when a call takes long and closed when none does.
///
/// After a signal it ends what would keep the process from ending.  At once it cancels a call that
/// began before the signal and waits for a lock, and any commit that waits for a standby, which is
/// stored by then and ends as ok.  Other calls from before the signal are cancelled a second later,
/// and lose their connection where the server does not answer that.  What cleans up has the rest
/// of time_to_clean_up (core/tool/interrupt).
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
  void look(bool has_signal);
  [[nodiscard]] std::vector<OpenCall> watched_calls(bool has_signal);
  void end_late(const std::vector<OpenCall>& calls) const;
  [[nodiscard]] std::vector<OpenCall> long_calls(std::vector<OpenCall> calls,
                                                 bool has_signal) const;
  void look_at(const std::string& connection_string, const std::vector<OpenCall>& calls,
               bool has_signal);
  [[nodiscard]] bool connect(const std::string& connection_string);
  [[nodiscard]] std::optional<Reply> ask(const std::string& statement);
  void say_now_and_then(const std::string& cause, const std::string& text);

  const Say say_;
  const std::chrono::milliseconds patience_;
  std::map<const CallMark*, Known> known_;
  std::map<std::string, measure::Instant> said_;  ///< By cause: when it was said last.
  measure::Instant next_look_ = {};               ///< Not before that is the server asked.
  bool has_seen_signal_ = false;
  bool is_silent_after_signal_ = false;  ///< The server, so that it is asked no more.
  std::unique_ptr<Wire> wire_;
  std::string connected_to_;
  StopFlag ends_;
  std::thread thread_;
};

}  // namespace eventstore::pg
