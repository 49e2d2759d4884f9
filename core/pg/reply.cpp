#include "core/pg/reply.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "core/pg/server_message.hpp"

namespace eventstore::pg {

namespace {

std::string error_field(const pg_result* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

}  // namespace

void Reply::Clear::operator()(pg_result* result) const {
  PQclear(result);
}

bool Reply::ok() const {
  const ExecStatusType status = PQresultStatus(result_.get());
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_COPY_IN ||
         status == PGRES_COPY_OUT || status == PGRES_SINGLE_TUPLE;
}

std::int64_t Reply::row_count() const {
  return PQntuples(result_.get());
}

std::int64_t Reply::affected() const {
  return std::strtoll(PQcmdTuples(result_.get()), nullptr, 10);
}

std::string Reply::sqlstate() const {
  return error_field(result_.get(), PG_DIAG_SQLSTATE);
}

std::string Reply::constraint() const {
  return error_field(result_.get(), PG_DIAG_CONSTRAINT_NAME);
}

std::string Reply::message() const {
  const char* primary = PQresultErrorField(result_.get(), PG_DIAG_MESSAGE_PRIMARY);
  return one_line(primary != nullptr ? primary : PQresultErrorMessage(result_.get()), sqlstate());
}

std::string Reply::detail() const {
  return one_line(error_field(result_.get(), PG_DIAG_MESSAGE_DETAIL));
}

std::string Reply::hint() const {
  return one_line(error_field(result_.get(), PG_DIAG_MESSAGE_HINT));
}

std::optional<std::string_view> Reply::field(std::int64_t row, int column) const {
  const int index = static_cast<int>(row);
  if (PQgetisnull(result_.get(), index, column) != 0) return std::nullopt;
  return std::string_view{PQgetvalue(result_.get(), index, column),
                          static_cast<std::size_t>(PQgetlength(result_.get(), index, column))};
}

std::string_view Reply::bytes(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

int Reply::column_count() const {
  return PQnfields(result_.get());
}

std::string_view Reply::column_name(int column) const {
  return PQfname(result_.get(), column);
}

unsigned Reply::column_type(int column) const {
  return PQftype(result_.get(), column);
}

bool Reply::is_binary(int column) const {
  return PQfformat(result_.get(), column) == 1;
}

int Reply::column_named(const std::string& name) const {
  return PQfnumber(result_.get(), fmt::format("\"{}\"", name).c_str());
}

}  // namespace eventstore::pg
