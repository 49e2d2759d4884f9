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

#include "core/catalogue/outcome.hpp"
#include "core/pg/database.hpp"

struct pg_conn;
struct pg_result;

namespace eventstore::pg {

/// A statement's answer; owns the result.
class Reply {
 public:
  explicit Reply(pg_result* result) : result_(result) {}

  [[nodiscard]] bool ok() const;
  [[nodiscard]] std::int64_t row_count() const;
  [[nodiscard]] std::int64_t affected() const;  ///< Of the command tag; 0 where it has none.
  [[nodiscard]] std::string sqlstate() const;
  [[nodiscard]] std::string constraint() const;  ///< Of the error, "" where there is none.
  [[nodiscard]] std::string message() const;     ///< The primary message, without a newline.
  /// The field's bytes, in the format that was asked for; nothing when it is NULL.
  [[nodiscard]] std::optional<std::string_view> field(std::int64_t row, int column) const;
  /// The same without a check: empty when it is NULL.  What every row of a read is made of.
  [[nodiscard]] std::string_view bytes(int row, int column) const;
  [[nodiscard]] int column_count() const;
  [[nodiscard]] std::string_view column_name(int column) const;
  [[nodiscard]] unsigned column_type(int column) const;  ///< Its OID.
  [[nodiscard]] bool is_binary(int column) const;
  [[nodiscard]] int column_named(const std::string& name) const;  ///< -1 when there is none.
  [[nodiscard]] pg_result* get() const { return result_.get(); }

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

enum class ResultFormat : int { text = 0, binary = 1 };

/// Parameters as libpq takes them; the bytes live in `storage`.
class WireParameters {
 public:
  void clear();
  /// Adds one parameter of these bytes, in binary format where nothing else is said.
  void add(std::string_view bytes, ResultFormat format = ResultFormat::binary);
  void add_null();
  /// To be called once after the last `add`: the pointers are made when the storage stands still.
  void finish();

  [[nodiscard]] int count() const { return static_cast<int>(lengths_.size()); }
  [[nodiscard]] const char* const* values() const { return values_.data(); }
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }

 private:
  std::string storage_;
  std::vector<std::int64_t> offsets_;  ///< -1 is NULL.
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

class Wire {
 public:
  /// Connects.  Throws Failure with one sentence.
  explicit Wire(const Database& database);

  /// Throws Failure naming the statement when the server refuses it.
  void prepare(const std::string& name, const std::string& sql, std::span<const unsigned> types);

  /// One round trip: bind, execute, and the whole result.
  [[nodiscard]] Reply execute(const char* name, const WireParameters& parameters,
                              ResultFormat format);

  /// The same, but the rows come while the server makes them, some at a time: `visit` gets them as
  /// they arrive and says whether it wants more.  Returns the answer's end, which has no rows; of a
  /// call that `visit` ended, the server's word on being cancelled, or its end if it was faster.
  [[nodiscard]] Reply execute_streamed(const char* name, const WireParameters& parameters,
                                       ResultFormat format,
                                       const std::function<bool(const Reply&)>& visit);

  /// Pipeline mode: many calls are under way at once, each its own transaction.  Between `begin`
  /// and `end` only `pipeline_send` may be called, and `pipeline_receive` as often, in the same
  /// order. Each but the last throws Failure when libpq refuses it.
  void pipeline_begin();
  void pipeline_send(const char* name, const WireParameters& parameters, ResultFormat format);
  void pipeline_end();
  [[nodiscard]] Reply pipeline_receive();

  /// Runs text without parameters through the simple protocol.
  [[nodiscard]] Reply run(const std::string& sql);

  /// The same; throws Failure when it fails.
  void command(const std::string& sql);

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
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  struct FreeCopied {
    void operator()(char* buffer) const;
  };
  void cancel();
  [[nodiscard]] Reply answer_to(int sent);
  [[nodiscard]] bool take_notifications();

  std::unique_ptr<pg_conn, Finish> connection_;
  std::unique_ptr<char, FreeCopied> copied_;
  std::string database_name_;
};

}  // namespace eventstore::pg
