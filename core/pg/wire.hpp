// libpq in one thin class: what is timed, and COPY.  No allocation of our own around a call.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/pg/call_mark.hpp"
#include "core/pg/database.hpp"
#include "core/pg/new_connection.hpp"
#include "core/pg/notice.hpp"
#include "core/pg/reply.hpp"
#include "core/pg/session_settings.hpp"
#include "core/pg/wire_parameters.hpp"

namespace eventstore::pg {

class Wire {
 public:
  /// Connects, and gives the session what `use` relies on.  Throws ConnectFailure with one
  /// sentence, and UsageError as `establish`.
  explicit Wire(const Database& database, SessionUse use = SessionUse::control);

  /// A setting of this session; through a pooler the role has to have it.  Throws UsageError as
  /// give_setting, and ConnectFailure.
  void set(const std::string& name, const std::string& value);
  /// Whether a pooler stands between.  What is set would stay on its sessions, and a lock of a
  /// session protects nothing.
  [[nodiscard]] bool is_pooled() const { return is_pooled_; }

  /// Throws Failure naming the statement when the server refuses it.
  void prepare(const std::string& name, const std::string& sql, std::span<const unsigned> types);

  /// What a prepared statement returns: a reply with its columns and no rows, or an error.
  [[nodiscard]] Reply describe(const std::string& name);

  /// One round trip: bind, execute, and the whole result.
  [[nodiscard]] Reply execute(const char* name, const WireParameters& parameters,
                              ResultFormat format);

  /// The same in pieces.  `send` and `send_text` (as `run`) say whether libpq took the statement;
  /// `refusal` is why not.  Then comes `receive`, which waits for the whole result, or as often as
  /// it takes `receive_arrived`, which does not: nothing as long as some of it is missing.
  [[nodiscard]] bool send(const char* name, const WireParameters& parameters, ResultFormat format);
  [[nodiscard]] bool send_text(const std::string& sql);
  [[nodiscard]] Reply refusal() const;
  [[nodiscard]] Reply receive();
  [[nodiscard]] std::optional<Reply> receive_arrived();

  /// For who waits for several connections at once.  Where sending does not wait, `send_unsent`
  /// has to be called until nothing is left, whenever the socket can be written to;
  /// `take_arrived` when it can be read from, or is at its end.
  void set_sending_waits(bool waits);
  [[nodiscard]] int socket() const;  ///< -1 when the connection is lost.
  void take_arrived();
  [[nodiscard]] bool send_unsent();  ///< Whether anything is left, or sending failed.

  /// The same as `execute`, but the rows come while the server makes them, some at a time: `visit`
  /// gets them as they arrive and says whether it wants more.  Returns the answer's end, which has
  /// no rows; of a call that `visit` ended, the server's word on being cancelled, or its end if it
  /// was faster.
  [[nodiscard]] Reply execute_streamed(const char* name, const WireParameters& parameters,
                                       ResultFormat format,
                                       const std::function<bool(const Reply&)>& visit);

  /// Pipeline mode: many calls are under way at once, each its own transaction.  Between `begin`
  /// and `end` only `pipeline_send` may be called, and `pipeline_receive` as often, in the same
  /// order. Each but the receiving ones throws Failure when libpq refuses it.
  void pipeline_begin();
  void pipeline_send(const char* name, const WireParameters& parameters, ResultFormat format);
  void pipeline_end();
  [[nodiscard]] Reply pipeline_receive();
  [[nodiscard]] std::optional<Reply> pipeline_receive_arrived();

  /// Runs text without parameters through the simple protocol.
  [[nodiscard]] Reply run(const std::string& sql);

  /// The same; throws Failure when it fails.
  void command(const std::string& sql);

  /// From now on `visit`, which must outlive that, gets what the server says beside its answers;
  /// null ends it.  It may not throw.
  void receive_notices(const std::function<void(const Notice&)>* visit);

  /// COPY ... FROM STDIN: `copy_in_begin`, then `copy_in` many times, then `copy_in_end`, which
  /// returns the number of rows.  Each throws Failure.  `copy_in_abort` gives the rows up.
  void copy_in_begin(const std::string& copy_statement);
  void copy_in(std::string_view bytes);
  [[nodiscard]] std::int64_t copy_in_end();
  void copy_in_abort(const std::string& reason);

  /// COPY ... TO STDOUT: one data row at a time; an empty view ends it.  The view lives until the
  /// next call.
  void copy_out_begin(const std::string& copy_statement);
  [[nodiscard]] std::string_view copy_out_next();

  /// From now on this connection is told what is notified on `channel`, any name of up to 63
  /// octets, taken as it stands.  Throws Failure.
  void listen(const std::string& channel);

  /// Waits until a notification has come, on any channel, and takes away all that have.  False: the
  /// time is up, a signal asked us to stop (interrupted() in core/tool), or the connection is gone
  /// (is_connected()).
  [[nodiscard]] bool wait_for_notification(std::chrono::nanoseconds timeout);

  /// From another thread, once no file is opened any more in this process: whoever waits here for
  /// the server learns that the connection is lost.
  void sever() const noexcept;

  /// Asks the server to cancel what this connection does, if anything; from any thread.
  void cancel();
  /// Ends the connection, so that its owner makes another one: is_connected() is false from now on.
  void drop();

  [[nodiscard]] int server_version() const;
  [[nodiscard]] int backend_pid() const;
  /// Whether the connection is a unix socket, so that `backend_pid` is a process of this machine.
  [[nodiscard]] bool is_on_this_machine() const;
  /// As far as the last call noticed; no round trip.
  [[nodiscard]] bool is_connected() const;
  /// Connected, in no transaction, and nothing left to be read; no round trip.
  [[nodiscard]] bool is_at_rest() const;
  /// Whether the server still answers, and the connection is at rest: one round trip.
  [[nodiscard]] bool answers();

 private:
  struct FreeCopied {
    void operator()(char* buffer) const;
  };
  [[nodiscard]] bool is_to_be_waited_for() const;
  [[nodiscard]] bool keep(Reply&& part);
  [[nodiscard]] bool keep_pipelined(Reply&& part);
  [[nodiscard]] Reply take_answer();
  [[nodiscard]] bool take_notifications();

  void stop_if_ended(std::string_view sqlstate) const;

  LibpqConnection connection_;
  std::unique_ptr<CallMark> mark_;  ///< Unmade before the connection is.
  std::unique_ptr<char, FreeCopied> copied_;
  std::string database_name_;
  bool is_pooled_ = false;
  Reply answer_{nullptr};  ///< To the statement that is under way, as far as it was received.
};

}  // namespace eventstore::pg
