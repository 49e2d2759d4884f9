// What the server answered to a statement, as libpq has it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

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
  [[nodiscard]] std::string detail() const;  ///< Of the error, likewise, "" where there is none.
  [[nodiscard]] std::string hint() const;
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

}  // namespace eventstore::pg
