#include "core/pg/session.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <pqxx/pqxx>

#include "core/pg/call_mark.hpp"
#include "core/pg/new_connection.hpp"
#include "core/pg/pooler_errors.hpp"
#include "core/pg/server_message.hpp"
#include "core/pg/setting_source.hpp"
#include "core/pg/startup_options.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::pg {

namespace {

Rows::Data copy_of(const pqxx::result& result) {
  Rows::Data data;
  for (pqxx::row::size_type column = 0; column < result.columns(); ++column) {
    data.columns.emplace_back(result.column_name(column));
  }
  for (const auto& row : result) {
    auto& fields = data.rows.emplace_back();
    for (const auto& field : row) {
      fields.push_back(field.is_null() ? std::optional<std::string>{}
                                       : std::string{field.c_str(), field.size()});
    }
  }
  data.affected = static_cast<std::int64_t>(result.affected_rows());
  return data;
}

/// What `work` returns; what libpqxx throws becomes a StatementError.
template <typename Work>
auto without_pqxx_errors(const Work& work) {
  try {
    return work();
  } catch (const pqxx::insufficient_privilege& error) {
    throw StatementError(one_line(error.what()), "42501");  // libpqxx loses this one code.
  } catch (const pqxx::sql_error& error) {
    if (error.sqlstate() == cancelled_sqlstate) stop_if_interrupted();
    throw StatementError(one_line(error.what(), error.sqlstate()), error.sqlstate());
  } catch (const pqxx::broken_connection& error) {
    stop_if_interrupted();
    throw StatementError(
        fmt::format("the connection to the server broke: {}", one_line(error.what())), "");
  }
}

pqxx::result result_of(pqxx::connection& connection, const std::string& sql,
                       const std::vector<std::optional<std::string>>& parameters) {
  pqxx::nontransaction work{connection};
  if (parameters.empty()) return work.exec(sql);
  pqxx::params list;
  for (const auto& parameter : parameters) list.append(parameter);
  return work.exec(sql, list);
}

/// libpqxx loses the words with which a pooler ends a connection that begins a transaction; a Wire
/// that begins one throws UsageError with them.
void refuse_statement_mode(const Database& database) {
  try {
    Wire{database}.command("BEGIN");
  } catch (const Failure&) {
    // Then the connection broke for another reason.
  }
}

/// Throws Failure.  libpqxx owns the result from then on.
pg_conn* connected(const Database& database) {
  NewConnection made = new_connection(database.connection_string);
  if (made.refusal.empty()) return made.connection.release();
  throw Failure(fmt::format("cannot connect to database {}: {}", database.name, made.refusal));
}

std::vector<NewSession::Row> rows_by_column(const Rows::Data& data) {
  std::vector<NewSession::Row> rows(data.rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t i = 0; i < data.columns.size(); ++i) {
      rows[row][data.columns[i]] = data.rows[row][i];
    }
  }
  return rows;
}

/// `connection` must outlive it.
NewSession new_session(pqxx::connection& connection, const Database& database) {
  return {
      .database = connection.dbname(),
      .role = connection.username(),
      .options = asked_options(database.connection_string),
      .client_pid = connection.backendpid(),
      .server_version = connection.server_version(),
      .query = [&connection](const std::string& sql, const std::vector<std::string>& texts) {
        return without_pqxx_errors([&] {
          return rows_by_column(copy_of(result_of(connection, sql, {texts.begin(), texts.end()})));
        });
      }};
}

}  // namespace

const std::optional<std::string>& Rows::field(std::size_t row, std::string_view column) const {
  const auto found = std::find(data_.columns.begin(), data_.columns.end(), column);
  if (found == data_.columns.end() || row >= data_.rows.size()) {
    throw std::logic_error(fmt::format("no field {} in row {}", column, row));
  }
  return data_.rows[row][static_cast<std::size_t>(found - data_.columns.begin())];
}

bool Rows::is_null(std::size_t row, std::string_view column) const {
  return !field(row, column).has_value();
}

const std::string& Rows::text(std::size_t row, std::string_view column) const {
  static const std::string nothing;
  const auto& found = field(row, column);
  return found ? *found : nothing;
}

std::int64_t Rows::integer(std::size_t row, std::string_view column) const {
  const std::string& digits = text(row, column);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    throw std::logic_error(fmt::format("{} is '{}', which is no integer", column, digits));
  }
  return value;
}

double Rows::real(std::size_t row, std::string_view column) const {
  return std::stod(text(row, column));
}

bool Rows::boolean(std::size_t row, std::string_view column) const {
  return text(row, column) == "t";
}

struct Session::Implementation {
  explicit Implementation(const Database& where) : Implementation(where, connected(where)) {}
  Implementation(const Database& where, pg_conn* libpq)
      : database(where),
        connection(pqxx::connection::seize_raw_connection(libpq)),
        mark(database.connection_string, libpq) {}

  /// As without_pqxx_errors; throws UsageError as refuse_pool_mode.
  template <typename Work>
  auto told_of_pool_mode(const Work& work) {
    try {
      return without_pqxx_errors(work);
    } catch (const StatementError& error) {
      if (is_pooled) refuse_pool_mode(database.name, error.sqlstate(), error.what());
      if (is_pooled && error.sqlstate().empty()) refuse_statement_mode(database);
      const std::string remark = limit_remark(database, error.sqlstate());
      if (remark.empty()) throw;
      throw StatementError(error.what() + remark, error.sqlstate());
    }
  }

  const Database database;
  pqxx::connection connection;
  bool is_pooled = false;
  CallMark mark;  ///< Unmade before the connection is.
};

Session::Session(const Database& database, SessionUse use) {
  implementation_ = std::make_unique<Implementation>(database);
  implementation_->connection.set_verbosity(pqxx::error_verbosity::terse);
  try {
    const MarkedCall call{implementation_->mark};
    implementation_->is_pooled = establish(new_session(implementation_->connection, database), use);
  } catch (const StatementError& error) {
    throw Failure(
        fmt::format("cannot prepare the session on database {}: {}{}", database.name, error.what(),
                    timeout_remark(error.sqlstate(), implementation_->connection.username())));
  }
}

Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

bool Session::is_pooled() const {
  return implementation_->is_pooled;
}

Rows Session::run(const std::string& sql,
                  const std::vector<std::optional<std::string>>& parameters) {
  return implementation_->told_of_pool_mode([&] {
    const MarkedCall call{implementation_->mark};
    return Rows{copy_of(result_of(implementation_->connection, sql, parameters))};
  });
}

std::int64_t Session::run_prepared(const std::string& name,
                                   const std::vector<std::string>& parameters) {
  return implementation_->told_of_pool_mode([&] {
    const MarkedCall call{implementation_->mark};
    pqxx::nontransaction work{implementation_->connection};
    pqxx::params list;
    for (const std::string& parameter : parameters) list.append(pqxx::binary_cast(parameter));
    return static_cast<std::int64_t>(work.exec(pqxx::prepped{name}, list).size());
  });
}

void Session::copy_row(const std::string& table, const std::string& columns,
                       const std::vector<std::optional<std::string>>& row) {
  without_pqxx_errors([&] {
    const MarkedCall call{implementation_->mark};
    pqxx::nontransaction work{implementation_->connection};
    auto stream = pqxx::stream_to::raw_table(work, table, columns);
    if (!row.empty()) stream.write_row(row);
    stream.complete();
  });
}

int Session::backend_pid() const {
  return implementation_->connection.backendpid();
}

Rows Session::run_in_detail(const std::string& sql) {
  pqxx::connection& connection = implementation_->connection;
  const auto restore = [](pqxx::connection* changed) {
    changed->set_verbosity(pqxx::error_verbosity::terse);
  };
  connection.set_verbosity(pqxx::error_verbosity::normal);
  const std::unique_ptr<pqxx::connection, decltype(restore)> restored{&connection, restore};
  return run(sql);
}

std::string Session::identifier(std::string_view name) const {
  return implementation_->connection.quote_name(name);
}

std::string Session::literal(std::string_view text) const {
  return implementation_->connection.quote(text);
}

std::string Session::database_name() const {
  return implementation_->connection.dbname();
}

int Session::server_version() const {
  return implementation_->connection.server_version();
}

}  // namespace eventstore::pg
