// Values of the types a statement's parameter may have, and their two forms: binary for the wire,
// and an SQL literal for EXPLAIN EXECUTE, which takes no parameters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/catalogue/operation.hpp"

namespace eventstore::pg {

/// Numbers: integer, bigint, xid8, boolean (0 or 1) and timestamptz (microseconds since 1970).
/// Text: text, json, jsonb, and uuid in its 36-character form.  monostate is NULL.
using Value = std::variant<std::monostate, std::int64_t, std::string, std::vector<std::int64_t>,
                           std::vector<std::string>>;

/// Appends the binary form of `value` as PostgreSQL's receive function of `type` reads it.
/// Throws std::logic_error when the value cannot be of that type.
void append_binary(std::string& out, const Value& value, catalogue::ParameterType type);

/// The text form of `value`, as PostgreSQL's input function of `type` reads it.  Throws
/// std::logic_error for monostate.
[[nodiscard]] std::string text_form(const Value& value, catalogue::ParameterType type);

/// `'...'::type`, safe for any content; `NULL::type` for monostate.
[[nodiscard]] std::string literal(const Value& value, catalogue::ParameterType type);

/// The type's OID, fixed in PostgreSQL's catalogue (pg_type.dat).
[[nodiscard]] unsigned type_oid(catalogue::ParameterType type);

/// "integer", "text[]": the type as SQL and as `@param` lines write it.
[[nodiscard]] std::string_view type_name(catalogue::ParameterType type);

/// Big-endian, as the wire has it.
void append_int16(std::string& out, std::int16_t value);
void append_int32(std::string& out, std::int32_t value);
void append_int64(std::string& out, std::int64_t value);

/// Microseconds from PostgreSQL's epoch (2000-01-01) to the Unix epoch's count: the former is
/// `unix_us - postgres_epoch_us`.
inline constexpr std::int64_t postgres_epoch_us = 946'684'800LL * 1'000'000;

/// The 16 bytes of a uuid in its text form.  Throws std::invalid_argument when it is none.
void append_uuid_bytes(std::string& out, std::string_view text);

}  // namespace eventstore::pg
