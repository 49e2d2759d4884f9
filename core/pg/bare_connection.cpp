#include "core/pg/bare_connection.hpp"

#include <ctime>
#include <utility>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "core/pg/libpq_session.hpp"
#include "core/pg/pooler_errors.hpp"
#include "core/pg/server_message.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::pg {

namespace {

LibpqConnection connected(const Database& database) {
  NewConnection made = new_connection(database.connection_string);
  if (made.refusal.empty()) return std::move(made.connection);
  throw Failure(fmt::format("cannot connect to database {}: {}", database.name, made.refusal));
}

std::int64_t nanoseconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

bool is_ok(ExecStatusType status) {
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

std::string sqlstate_of(const PGresult* result) {
  const char* sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return sqlstate == nullptr ? "" : sqlstate;
}

}  // namespace

BareConnection::BareConnection(const Database& database, SessionUse use)
    : connection_(connected(database)),
      mark_(std::make_unique<CallMark>(database.connection_string, connection_.get())) {
  const MarkedCall call{*mark_};
  is_pooled_ = establish(libpq_session(connection_.get()), use);
}

void BareConnection::prepare(const std::string& name, const std::string& sql,
                             std::span<const unsigned> types) {
  const MarkedCall call{*mark_};
  PGresult* const result = PQprepare(connection_.get(), name.c_str(), sql.c_str(),
                                     static_cast<int>(types.size()), types.data());
  const ExecStatusType status = PQresultStatus(result);
  const std::string sqlstate = sqlstate_of(result);
  PQclear(result);
  if (is_ok(status)) return;
  refuse(sqlstate);
  throw Failure(
      fmt::format("cannot prepare {}: {}", name, one_line(PQerrorMessage(connection_.get()))));
}

void BareConnection::refuse(const std::string& sqlstate) const {
  if (!is_pooled_) return;
  refuse_pool_mode(PQdb(connection_.get()), sqlstate, one_line(PQerrorMessage(connection_.get())));
}

void BareConnection::time_calls(const std::string& name, const WireParameters& arguments,
                                std::span<std::int64_t> nanoseconds) {
  const MarkedCall all_calls{*mark_};  // As one, so that nothing of ours is between them.
  PGconn* const connection = connection_.get();
  const char* const statement = name.c_str();
  for (std::int64_t& time : nanoseconds) {
    const std::int64_t start = nanoseconds_now();
    PGresult* const result = PQexecPrepared(
        connection, statement, arguments.count(), arguments.values(), arguments.lengths(),
        arguments.formats(), static_cast<int>(ResultFormat::binary));
    const ExecStatusType status = PQresultStatus(result);
    if (!is_ok(status)) refuse(sqlstate_of(result));
    PQclear(result);
    time = nanoseconds_now() - start;
    if (is_ok(status)) continue;
    throw Failure(fmt::format("{} failed: {}", name, one_line(PQerrorMessage(connection))));
  }
}

int BareConnection::backend_pid() const {
  return PQbackendPID(connection_.get());
}

}  // namespace eventstore::pg
