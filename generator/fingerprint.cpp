#include "generator/fingerprint.hpp"

#include <fmt/format.h>

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
