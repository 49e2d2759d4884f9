#include "generator/copy_columns.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/tool/errors.hpp"

namespace eventstore::seed {

namespace {

// Fixed in PostgreSQL's catalogue (pg_type.dat).
constexpr unsigned bytea_oid = 17, int8_oid = 20, int4_oid = 23, text_oid = 25, json_oid = 114,
                   varchar_oid = 1043, timestamptz_oid = 1184, uuid_oid = 2950, jsonb_oid = 3802,
                   xid8_oid = 5069;

struct TypeForm {
  unsigned oid;
  Encoding encoding;
};

constexpr std::array whole_numbers{TypeForm{int8_oid, Encoding::int64},
                                   TypeForm{int4_oid, Encoding::int32}};
constexpr std::array transaction_ids{TypeForm{xid8_oid, Encoding::int64},
                                     TypeForm{int8_oid, Encoding::int64}};
constexpr std::array times{TypeForm{timestamptz_oid, Encoding::timestamp}};
constexpr std::array texts{TypeForm{text_oid, Encoding::text},
                           TypeForm{varchar_oid, Encoding::text}};
constexpr std::array ids{TypeForm{uuid_oid, Encoding::uuid}, TypeForm{text_oid, Encoding::text},
                         TypeForm{varchar_oid, Encoding::text}};
constexpr std::array documents{
    TypeForm{json_oid, Encoding::text}, TypeForm{jsonb_oid, Encoding::jsonb},
    TypeForm{text_oid, Encoding::text}, TypeForm{bytea_oid, Encoding::bytea}};

struct FieldForm {
  std::string_view name;
  Field field;
  std::span<const TypeForm> types;
  std::string_view type_names;  ///< For messages.
};

constexpr std::string_view number_names = "bigint or integer", text_names = "text or varchar",
                           id_names = "uuid, text or varchar",
                           document_names = "json, jsonb, text or bytea";

constexpr std::array fields{
    FieldForm{"position", Field::position, whole_numbers, number_names},
    FieldForm{"transaction_id", Field::transaction_id, transaction_ids, "xid8 or bigint"},
    FieldForm{"sequence_number", Field::sequence_number, whole_numbers, number_names},
    FieldForm{"expected_version", Field::expected_version, whole_numbers, number_names},
    FieldForm{"timestamp", Field::timestamp, times, "timestamp with time zone"},
    FieldForm{"tenant_key", Field::tenant_key, whole_numbers, number_names},
    FieldForm{"tenant_id", Field::tenant_id, texts, text_names},
    FieldForm{"event_id", Field::event_id, ids, id_names},
    FieldForm{"aggregate_id", Field::aggregate_id, ids, id_names},
    FieldForm{"stream_id", Field::stream_id, texts, text_names},
    FieldForm{"aggregate_type", Field::aggregate_type, texts, text_names},
    FieldForm{"event_type", Field::event_type, texts, text_names},
    FieldForm{"payload_revision", Field::payload_revision, texts, text_names},
    FieldForm{"metadata", Field::metadata, documents, document_names},
    FieldForm{"payload", Field::payload, documents, document_names},
};

const TypeForm* type_of(const FieldForm& form, const ServerColumn& column) {
  const auto type = std::find_if(form.types.begin(), form.types.end(), [&](const TypeForm& known) {
    return known.oid == column.type_oid;
  });
  return type == form.types.end() ? nullptr : &*type;
}

const FieldForm* form_of(const catalogue::TableRole& role, const std::string& column) {
  for (const FieldForm& form : fields) {
    const auto mapped = role.columns.find(std::string{form.name});
    if (mapped != role.columns.end() && mapped->second == column) return &form;
  }
  return nullptr;
}

/// Why the column cannot be filled with what is mapped to it; empty where it can.
std::string complaint_about(const FieldForm& form, const ServerColumn& column) {
  if (column.is_generated) {
    return fmt::format(
        "{} is a generated column, which takes no values; leave {} out or map it to another column",
        column.name, form.name);
  }
  if (type_of(form, column) != nullptr) return {};
  return fmt::format("{} is of type {}, which seed-events cannot fill with {}: it takes {}",
                     column.name, column.type_name, form.name, form.type_names);
}

}  // namespace

std::vector<std::string> column_complaints(const catalogue::TableRole& role,
                                           std::span<const ServerColumn> table,
                                           const std::string& file) {
  std::vector<std::string> complaints;
  const auto add = [&](const std::string& place, const std::string& what) {
    complaints.push_back(
        fmt::format("{}: table {}{}", place.empty() ? file : place, role.table, what));
  };
  const auto place_of = [&](std::string_view canonical) {
    const auto place = role.columns_at.find(std::string{canonical});
    return place == role.columns_at.end() ? "" : place->second;
  };
  for (const auto& [canonical, name] : role.columns) {
    const auto is_mapped = [&mapped = name](const ServerColumn& column) {
      return column.name == mapped;
    };
    if (std::any_of(table.begin(), table.end(), is_mapped)) continue;
    add(place_of(canonical),
        fmt::format(" has no column {}, which {} is mapped to", name, canonical));
  }
  for (const ServerColumn& column : table) {
    if (const FieldForm* form = form_of(role, column.name)) {
      const std::string complaint = complaint_about(*form, column);
      if (!complaint.empty()) add(place_of(form->name), ": " + complaint);
    } else if (column.needs_value) {
      add(role.at, fmt::format(": {} is NOT NULL without a default, and no canonical column is "
                               "mapped to it",
                               column.name));
    }
  }
  return complaints;
}

std::vector<CopyColumn> copy_columns(const catalogue::TableRole& role,
                                     std::span<const ServerColumn> table, const std::string& file) {
  const std::vector<std::string> complaints = column_complaints(role, table, file);
  if (!complaints.empty()) throw UsageError(fmt::format("{}", fmt::join(complaints, "; ")));
  std::vector<CopyColumn> columns;
  for (const ServerColumn& column : table) {
    const FieldForm* form = form_of(role, column.name);
    if (form == nullptr) continue;
    columns.push_back(
        {.field = form->field, .encoding = type_of(*form, column)->encoding, .name = column.name});
  }
  return columns;
}

}  // namespace eventstore::seed
