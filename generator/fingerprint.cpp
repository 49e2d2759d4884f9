#include "generator/fingerprint.hpp"

#include <charconv>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

#define XXH_INLINE_ALL
#include <string_view>

#include <xxhash.h>

namespace eventstore::seed {

namespace {

void append_number(std::string& row, std::int64_t value) {
  for (unsigned shift = 0; shift < 64; shift += 8) {
    row += static_cast<char>(static_cast<std::uint64_t>(value) >> shift);
  }
}

/// PostgreSQL's text holds no NUL, so it ends a field beyond doubt.
void append_field(std::string& row, std::string_view text) {
  row += text;
  row += '\0';
}

void append_field(std::string& row, const Uuid& uuid) {
  for (const std::uint8_t byte : uuid.bytes) row += static_cast<char>(byte);
}

Fingerprint hash(const std::string& row) {
  const XXH128_hash_t hashed = XXH3_128bits(row.data(), row.size());
  return {.low = hashed.low64, .high = hashed.high64};
}

}  // namespace

Fingerprint& Fingerprint::operator+=(const Fingerprint& other) {
  low += other.low;
  high += other.high;
  return *this;
}

Fingerprint& Fingerprint::operator-=(const Fingerprint& other) {
  low -= other.low;
  high -= other.high;
  return *this;
}

Fingerprint parse_fingerprint(const std::string& text) {
  const auto lane = [&text](std::size_t first) {
    std::uint64_t value = 0;
    const char* begin = text.data() + first;
    const auto [end, error] = std::from_chars(begin, begin + 16, value, 16);
    if (error != std::errc{} || end != begin + 16) {
      throw Failure(fmt::format("'{}' is no fingerprint", text));
    }
    return value;
  };
  if (text.size() != 32) throw Failure(fmt::format("'{}' is no fingerprint", text));
  return {.low = lane(16), .high = lane(0)};
}

std::string to_text(const Fingerprint& fingerprint) {
  return fmt::format("{:016x}{:016x}", fingerprint.high, fingerprint.low);
}

Fingerprint RowHasher::event(const Event& event) {
  row_.assign("e");
  append_number(row_, event.position);
  append_number(row_, event.sequence_number);
  append_number(row_, event.timestamp_us);
  append_field(row_, event.event_id);
  append_field(row_, event.aggregate_id);
  append_field(row_, event.tenant_id);
  append_field(row_, event.aggregate_type);
  append_field(row_, event.event_type);
  append_field(row_, event.metadata);
  append_field(row_, event.payload);
  return hash(row_);
}

Fingerprint RowHasher::snapshot(const Event& snapshot) {
  row_.assign("s");
  append_number(row_, snapshot.sequence_number);
  append_number(row_, snapshot.timestamp_us);
  append_field(row_, snapshot.aggregate_id);
  append_field(row_, snapshot.tenant_id);
  append_field(row_, snapshot.aggregate_type);
  append_field(row_, snapshot.payload);
  return hash(row_);
}

}  // namespace eventstore::seed
