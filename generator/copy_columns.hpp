// Which columns a table is filled through, and in which form each of them is written.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/catalogue/store_profile.hpp"

namespace eventstore::seed {

/// What a column holds; named as the canonical columns of store.toml are.
enum class Field : std::uint8_t {
  position,
  transaction_id,
  sequence_number,
  expected_version,
  timestamp,
  tenant_key,
  tenant_id,
  event_id,
  aggregate_id,
  stream_id,
  aggregate_type,
  event_type,
  payload_revision,
  metadata,
  payload,
};

/// The form in which the column's type receives it.
enum class Encoding : std::uint8_t { int32, int64, timestamp, uuid, text, jsonb, bytea };

struct CopyColumn {
  Field field = Field::position;
  Encoding encoding = Encoding::text;
  std::string name;  ///< Of the column, unquoted.
};

/// A column as the server describes it.
struct ServerColumn {
  std::string name;
  unsigned type_oid = 0;
  std::string type_name;
  bool needs_value = false;   ///< NOT NULL and nothing that would fill it in.
  bool is_generated = false;  ///< GENERATED ALWAYS AS (...): nobody can store a value.
};

/// Why `role` cannot be filled, a sentence for each column, with its FILE:LINE in store.toml
/// (`file` where the role has none): mapped but not there, generated, of a type that cannot hold
/// it, or not mapped though it needs a value.
[[nodiscard]] std::vector<std::string> column_complaints(const catalogue::TableRole& role,
                                                         std::span<const ServerColumn> table,
                                                         const std::string& file);

/// The columns that `role` maps, in the table's order.  Throws UsageError with all of
/// column_complaints.
[[nodiscard]] std::vector<CopyColumn> copy_columns(const catalogue::TableRole& role,
                                                   std::span<const ServerColumn> table,
                                                   const std::string& file);

}  // namespace eventstore::seed
