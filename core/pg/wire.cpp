#include "core/pg/wire.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <utility>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include "core/measure/clock.hpp"
#include "core/pg/connect_failure.hpp"
#include "core/pg/data_lock.hpp"
#include "core/pg/libpq_session.hpp"
#include "core/pg/new_connection.hpp"
#include "core/pg/pooler_errors.hpp"
#include "core/pg/server_message.hpp"
#include "core/pg/setting_source.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::pg {

namespace {

bool is_copying(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

/// Throws ConnectFailure.
LibpqConnection connected(const Database& database) {
  NewConnection made = new_connection(database.connection_string);
  if (made.refusal.empty()) return std::move(made.connection);
  throw ConnectFailure(
      fmt::format("cannot connect to database {}: {}", database.name, made.refusal), made.sqlstate);
}

}  // namespace

void Wire::FreeCopied::operator()(char* buffer) const {
  PQfreemem(buffer);
}

Wire::Wire(const Database& database, SessionUse use)
    : connection_(connected(database)),
      mark_(std::make_unique<CallMark>(database.connection_string, connection_.get())),
      database_name_(database.name) {
  {
    const MarkedCall call{*mark_};
    is_pooled_ = establish(libpq_session(connection_.get()), use);
  }
  join_data(*this, database);
}

void Wire::set(const std::string& name, const std::string& value) {
  give_setting(libpq_session(connection_.get()), name, value);
}

void Wire::prepare(const std::string& name, const std::string& sql,
                   std::span<const unsigned> types) {
  const bool was_sent = PQsendPrepare(connection_.get(), name.c_str(), sql.c_str(),
                                      static_cast<int>(types.size()), types.data()) == 1;
  const Reply reply = was_sent ? receive() : refusal();
  if (reply.ok()) return;
  stop_if_ended(reply.sqlstate());
  throw Failure(fmt::format("cannot prepare {}: {}", name, reply_words(reply)));
}

Reply Wire::describe(const std::string& name) {
  return PQsendDescribePrepared(connection_.get(), name.c_str()) == 1 ? receive() : refusal();
}

Reply Wire::execute(const char* name, const WireParameters& parameters, ResultFormat format) {
  return send(name, parameters, format) ? receive() : refusal();
}

bool Wire::send(const char* name, const WireParameters& parameters, ResultFormat format) {
  mark_->begin();
  return PQsendQueryPrepared(connection_.get(), name, parameters.count(), parameters.values(),
                             parameters.lengths(), parameters.formats(),
                             static_cast<int>(format)) == 1;
}

bool Wire::send_text(const std::string& sql) {
  // What an earlier COPY has left unread, PQexec takes away first.
  const bool is_clear = PQtransactionStatus(connection_.get()) != PQTRANS_ACTIVE;
  mark_->begin();
  if (is_clear) return PQsendQuery(connection_.get(), sql.c_str()) == 1;
  answer_ = Reply{PQexec(connection_.get(), sql.c_str())};
  return true;
}

Reply Wire::refusal() const {
  mark_->end();
  return Reply{PQmakeEmptyPGresult(connection_.get(), PGRES_FATAL_ERROR)};
}

Reply Wire::receive() {
  mark_->begin();
  while (PGresult* part = PQgetResult(connection_.get())) {
    if (keep(Reply{part})) break;
  }
  return take_answer();
}

std::optional<Reply> Wire::receive_arrived() {
  while (!is_to_be_waited_for()) {
    PGresult* const part = PQgetResult(connection_.get());
    if (part == nullptr || keep(Reply{part})) return take_answer();
  }
  return std::nullopt;
}

/// As PQexec does it, but that the first error counts and not the last: a server that ends the
/// session says why, and what libpq adds, that the connection was closed, has no SQLSTATE.  Whether
/// the answer ends with this part.
bool Wire::keep(Reply&& part) {
  const bool is_last = is_copying(part.get()) || PQstatus(connection_.get()) == CONNECTION_BAD;
  const bool has_failed =
      answer_.get() != nullptr && PQresultStatus(answer_.get()) == PGRES_FATAL_ERROR;
  if (!has_failed) answer_ = std::move(part);
  return is_last;
}

Reply Wire::take_answer() {
  mark_->end();
  Reply answer = std::exchange(answer_, Reply{nullptr});
  if (is_pooled_) refuse_pool_mode(database_name_, answer);
  return answer;
}

/// On a lost connection PQgetResult does not wait.
bool Wire::is_to_be_waited_for() const {
  return PQstatus(connection_.get()) != CONNECTION_BAD && PQisBusy(connection_.get()) == 1;
}

void Wire::set_sending_waits(bool waits) {
  PQsetnonblocking(connection_.get(), waits ? 0 : 1);
}

int Wire::socket() const {
  return PQsocket(connection_.get());
}

void Wire::take_arrived() {
  // That it failed is seen by the connection's being lost, once all that came before was read.
  PQconsumeInput(connection_.get());
}

bool Wire::send_unsent() {
  return PQflush(connection_.get()) != 0;
}

void Wire::cancel() {
  pg::cancel(connection_.get());
}

Reply Wire::execute_streamed(const char* name, const WireParameters& parameters,
                             ResultFormat format, const std::function<bool(const Reply&)>& visit) {
  if (!send(name, parameters, format)) return refusal();
  PGconn* const connection = connection_.get();
  PQsetSingleRowMode(connection);
  Reply last{nullptr};
  std::exception_ptr thrown;
  bool wants_more = true;
  while (PGresult* next = PQgetResult(connection)) {
    Reply reply{next};
    if (PQresultStatus(next) != PGRES_SINGLE_TUPLE) {
      if (last.get() == nullptr) last = std::move(reply);  // As in `keep`: the first error counts.
      continue;
    }
    if (!wants_more) continue;
    try {
      wants_more = visit(reply);
    } catch (...) {
      thrown = std::current_exception();
      wants_more = false;
    }
    if (!wants_more) cancel();
  }
  mark_->end();
  if (thrown) std::rethrow_exception(thrown);
  if (is_pooled_) refuse_pool_mode(database_name_, last);
  return last;
}

void Wire::pipeline_begin() {
  if (PQenterPipelineMode(connection_.get()) == 1) return;
  throw Failure(fmt::format("database {}: the connection cannot begin a pipeline", database_name_));
}

void Wire::pipeline_send(const char* name, const WireParameters& parameters, ResultFormat format) {
  if (send(name, parameters, format) && PQpipelineSync(connection_.get()) == 1) return;
  throw Failure(
      fmt::format("database {}: {}", database_name_, one_line(PQerrorMessage(connection_.get()))));
}

void Wire::pipeline_end() {
  if (PQexitPipelineMode(connection_.get()) == 1) return;
  throw Failure(fmt::format("database {}: the pipeline has answers left", database_name_));
}

Reply Wire::pipeline_receive() {
  mark_->begin();
  while (PQstatus(connection_.get()) != CONNECTION_BAD) {
    if (keep_pipelined(Reply{PQgetResult(connection_.get())})) break;
  }
  return answer_.get() == nullptr ? refusal() : take_answer();
}

std::optional<Reply> Wire::pipeline_receive_arrived() {
  while (PQstatus(connection_.get()) != CONNECTION_BAD) {
    if (is_to_be_waited_for()) return std::nullopt;
    if (keep_pipelined(Reply{PQgetResult(connection_.get())})) break;
  }
  return answer_.get() == nullptr ? refusal() : take_answer();
}

/// Of a call there come its result, a null, and the end of its transaction, at which this is true.
bool Wire::keep_pipelined(Reply&& part) {
  if (part.get() == nullptr) return false;
  if (PQresultStatus(part.get()) == PGRES_PIPELINE_SYNC) return true;
  if (answer_.get() == nullptr) answer_ = std::move(part);
  return false;
}

Reply Wire::run(const std::string& sql) {
  return send_text(sql) ? receive() : refusal();
}

void Wire::command(const std::string& sql) {
  const Reply reply = run(sql);
  if (!reply.ok()) {
    stop_if_ended(reply.sqlstate());
    const Database here{.connection_string = connection_string_of(connection_.get()),
                        .name = database_name_};
    throw Failure(fmt::format("database {}: {} (in: {}){}", database_name_, reply_words(reply),
                              sql.substr(0, 100), limit_remark(here, reply.sqlstate())));
  }
}

/// Of a call that failed since a signal ended it, the signal is what counts.
void Wire::stop_if_ended(std::string_view sqlstate) const {
  if (sqlstate == cancelled_sqlstate || !is_connected()) stop_if_interrupted();
}

void Wire::receive_notices(const std::function<void(const Notice&)>* visit) {
  PQsetNoticeReceiver(
      connection_.get(),
      [](void* receiver, const PGresult* result) {
        if (receiver == nullptr) return;
        const auto field = [result](int code) {
          const char* text = PQresultErrorField(result, code);
          return std::string{text == nullptr ? "" : text};
        };
        (*static_cast<const std::function<void(const Notice&)>*>(receiver))(
            {field(PG_DIAG_MESSAGE_PRIMARY), field(PG_DIAG_CONTEXT)});
      },
      const_cast<std::function<void(const Notice&)>*>(visit));
}

void Wire::copy_in_begin(const std::string& copy_statement) {
  command(copy_statement);
}

void Wire::copy_in(std::string_view bytes) {
  const MarkedCall call{*mark_};
  if (PQputCopyData(connection_.get(), bytes.data(), static_cast<int>(bytes.size())) == 1) return;
  stop_if_ended("");
  throw Failure(fmt::format("COPY into database {} broke off: {}", database_name_,
                            one_line(PQerrorMessage(connection_.get()))));
}

std::int64_t Wire::copy_in_end() {
  const MarkedCall call{*mark_};
  if (PQputCopyEnd(connection_.get(), nullptr) != 1) {
    stop_if_ended("");
    throw Failure(fmt::format("COPY into database {} broke off: {}", database_name_,
                              one_line(PQerrorMessage(connection_.get()))));
  }
  const Reply reply{PQgetResult(connection_.get())};
  if (!reply.ok()) {
    stop_if_ended(reply.sqlstate());
    throw Failure(fmt::format("COPY into database {} failed: {}", database_name_, reply.message()));
  }
  const std::int64_t rows = reply.affected();
  while (PGresult* rest = PQgetResult(connection_.get())) PQclear(rest);
  return rows;
}

void Wire::copy_in_abort(const std::string& reason) {
  const MarkedCall call{*mark_};
  PQputCopyEnd(connection_.get(), reason.c_str());
  while (PGresult* rest = PQgetResult(connection_.get())) PQclear(rest);
}

void Wire::copy_out_begin(const std::string& copy_statement) {
  command(copy_statement);
}

std::string_view Wire::copy_out_next() {
  const MarkedCall call{*mark_};
  char* buffer = nullptr;
  const int length = PQgetCopyData(connection_.get(), &buffer, 0);
  copied_.reset(buffer);
  if (length > 0) return {buffer, static_cast<std::size_t>(length)};
  const Reply reply{PQgetResult(connection_.get())};
  if (length == -2 || !reply.ok()) {
    stop_if_ended(reply.sqlstate());
    throw Failure(
        fmt::format("reading from database {} failed: {}", database_name_, reply.message()));
  }
  while (PGresult* rest = PQgetResult(connection_.get())) PQclear(rest);
  return {};
}

void Wire::listen(const std::string& channel) {
  const std::unique_ptr<char, FreeCopied> quoted{
      PQescapeIdentifier(connection_.get(), channel.data(), channel.size())};
  if (!quoted) {
    throw Failure(
        fmt::format("cannot listen to a channel: {}", one_line(PQerrorMessage(connection_.get()))));
  }
  command(fmt::format("LISTEN {}", quoted.get()));
}

bool Wire::take_notifications() {
  bool has_some = false;
  while (PGnotify* notification = PQnotifies(connection_.get())) {
    PQfreemem(notification);
    has_some = true;
  }
  return has_some;
}

bool Wire::wait_for_notification(std::chrono::nanoseconds timeout) {
  // A signal may be handled by another thread, or just before we sleep: we look up now and then.
  constexpr std::chrono::nanoseconds longest_sleep = std::chrono::milliseconds{100};
  const measure::Instant deadline = measure::Clock::now() + timeout;
  // What came with the answer to an earlier call has been read already.
  bool has_come = take_notifications();
  while (!has_come && is_connected() && !interrupted()) {
    const measure::Duration left = deadline - measure::Clock::now();
    if (left <= measure::Duration::zero()) break;
    const auto sleep = std::chrono::ceil<std::chrono::milliseconds>(std::min(left, longest_sleep));
    pollfd socket{.fd = PQsocket(connection_.get()), .events = POLLIN, .revents = 0};
    if (poll(&socket, 1, static_cast<int>(sleep.count())) <= 0) continue;
    PQconsumeInput(connection_.get());
    has_come = take_notifications();
  }
  return has_come;
}

void Wire::sever() const noexcept {
  pg::sever(connection_.get());
}

void Wire::drop() {
  sever();
  PQconsumeInput(connection_.get());  // Meets the end of the socket, and marks the connection bad.
}

int Wire::server_version() const {
  return PQserverVersion(connection_.get());
}
bool Wire::is_on_this_machine() const {
  const char* const host = PQhost(connection_.get());
  return host != nullptr && host[0] == '/';
}

int Wire::backend_pid() const {
  return PQbackendPID(connection_.get());
}
bool Wire::is_connected() const {
  return PQstatus(connection_.get()) == CONNECTION_OK;
}

bool Wire::is_at_rest() const {
  return is_connected() && PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
}

bool Wire::answers() {
  const Reply reply = run("");
  return PQresultStatus(reply.get()) == PGRES_EMPTY_QUERY && is_at_rest();
}

}  // namespace eventstore::pg
