// A connection for everything that is not timed: schema, manifest, facts, control.  The only file
// that uses libpqxx is session.cpp; timed calls and COPY go through wire.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/pg/database.hpp"
#include "core/pg/session_settings.hpp"

namespace eventstore::pg {

/// A statement's rows, as text.
class Rows {
 public:
  struct Data {
    std::vector<std::string> columns;
    std::vector<std::vector<std::optional<std::string>>> rows;
    std::int64_t affected = 0;
  };
  explicit Rows(Data data) : data_(std::move(data)) {}

  [[nodiscard]] std::size_t size() const { return data_.rows.size(); }
  [[nodiscard]] bool empty() const { return data_.rows.empty(); }
  [[nodiscard]] std::int64_t affected() const { return data_.affected; }
  [[nodiscard]] bool is_null(std::size_t row, std::string_view column) const;
  /// The field; empty when it is null.  Throws std::logic_error when there is no such column.
  [[nodiscard]] const std::string& text(std::size_t row, std::string_view column) const;
  [[nodiscard]] std::int64_t integer(std::size_t row, std::string_view column) const;
  [[nodiscard]] double real(std::size_t row, std::string_view column) const;
  [[nodiscard]] bool boolean(std::size_t row, std::string_view column) const;

 private:
  [[nodiscard]] const std::optional<std::string>& field(std::size_t row,
                                                        std::string_view column) const;
  Data data_;
};

/// What the server said, with its SQLSTATE ("" when the connection itself broke).
class StatementError : public std::runtime_error {
 public:
  StatementError(const std::string& message, std::string sqlstate)
      : std::runtime_error(message), sqlstate_(std::move(sqlstate)) {}
  [[nodiscard]] const std::string& sqlstate() const { return sqlstate_; }
  /// The role lacks a right.
  [[nodiscard]] bool lacks_privilege() const { return sqlstate_ == "42501"; }

 private:
  std::string sqlstate_;
};

class Session {
 public:
  /// Connects, and gives the session what `use` relies on.  Throws Failure with one sentence (which
  /// database, what the server said), and UsageError as `establish`.
  explicit Session(const Database& database, SessionUse use = SessionUse::control);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// Runs one statement in autocommit with text parameters $1, $2, ...; throws StatementError.
  Rows run(const std::string& sql, const std::vector<std::optional<std::string>>& parameters = {});

  /// As `run`; what the server says in detail of an error is in its message, as in "cannot drop
  /// table t because other objects depend on it; DETAIL:  view v depends on table t".
  Rows run_in_detail(const std::string& sql);

  /// Runs a statement that was prepared on this connection by name, with parameters in binary form,
  /// as libpqxx does it, and drops its rows; returns their number.  What libpqxx adds to a call is
  /// one of the things measured (bench/trust); nothing else is timed here.  Throws StatementError.
  std::int64_t run_prepared(const std::string& name, const std::vector<std::string>& parameters);

  /// Copies one row of these values, as text, into a table: identifiers as SQL has them, columns as
  /// "a, b".  Of an empty row only the statement is sent.  Throws StatementError.
  void copy_row(const std::string& table, const std::string& columns,
                const std::vector<std::optional<std::string>>& row);

  /// The process that serves this connection.
  [[nodiscard]] int backend_pid() const;

  /// Whether a pooler stands between, as Wire::is_pooled.
  [[nodiscard]] bool is_pooled() const;

  /// `name` as an SQL identifier, quoted where needed.
  [[nodiscard]] std::string identifier(std::string_view name) const;

  /// `text` as an SQL string.
  [[nodiscard]] std::string literal(std::string_view text) const;

  [[nodiscard]] int server_version() const;
  [[nodiscard]] std::string database_name() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace eventstore::pg
