// Values as PostgreSQL reads them from text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace eventstore::seed {

void append_decimal(std::string& out, std::int64_t value);

/// "2025-01-06 07:59:00.123456+00".  `unix_us`: microseconds since 1970, UTC; years 0 to 9999.
void append_timestamp(std::string& out, std::int64_t unix_us);

/// "\x6869": the form of bytea, for any bytes.
void append_hex_bytes(std::string& out, std::string_view bytes);

/// `text` between two `quote`s, those within it doubled.
void append_quoted(std::string& out, std::string_view text, char quote);

}  // namespace eventstore::seed
