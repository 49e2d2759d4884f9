// One domain event in canonical form, independent of any store's columns.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace eventstore {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  bool operator==(const Uuid&) const = default;
};

/// 36 characters, lower case.
[[nodiscard]] std::string to_text(const Uuid& uuid);
void append_text(std::string& out, const Uuid& uuid);

inline constexpr std::size_t uuid_text_length = 36;

/// Writes the 36 characters at `out`, from the 16 octets at `bytes`.
void write_uuid_text(char* out, const std::uint8_t* bytes) noexcept;

/// A UUID of version 4 (RFC 9562) from 128 bits of a random source.
[[nodiscard]] Uuid uuid_v4(std::uint64_t high, std::uint64_t low);

/// A UUID of version 7 (RFC 9562): it sorts by time.  `timestamp_us`: microseconds since 1970, >=
/// 0.
[[nodiscard]] Uuid uuid_v7(std::int64_t timestamp_us, std::uint64_t high, std::uint64_t low);

/// Views live as long as the buffers they were made in.
struct Event {
  std::int64_t position = 0;         ///< In global order, from 1.
  std::int64_t sequence_number = 0;  ///< Within the aggregate, from 1.
  std::int64_t timestamp_us = 0;     ///< Microseconds since 1970, UTC.
  std::int32_t tenant_key = 0;
  std::string_view tenant_id;
  Uuid event_id;
  Uuid aggregate_id;
  std::string_view aggregate_type;
  std::string_view event_type;
  std::string_view payload_revision;
  std::string_view metadata;  ///< JSON text in jsonb's own output form.
  std::string_view payload;   ///< The same.
};

/// Seeded events carry this transaction id: it is older than any snapshot, so every reader sees
/// them.
inline constexpr std::int64_t seeded_transaction_id = 1;

}  // namespace eventstore
