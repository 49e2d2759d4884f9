#include "core/pg/field_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <stdexcept>

#include <fmt/format.h>

namespace eventstore::pg {

namespace {

/// How a type's binary form is read.
enum class Form : std::uint8_t { boolean, integer, unsigned_integer, uuid, text, jsonb };

struct KnownType {
  unsigned oid;
  Form form;
};

constexpr std::array known_types{
    KnownType{16, Form::boolean},             // boolean
    KnownType{21, Form::integer},             // smallint
    KnownType{23, Form::integer},             // integer
    KnownType{20, Form::integer},             // bigint
    KnownType{26, Form::unsigned_integer},    // oid
    KnownType{28, Form::unsigned_integer},    // xid
    KnownType{5069, Form::unsigned_integer},  // xid8
    KnownType{2950, Form::uuid},              // uuid
    KnownType{18, Form::text},                // "char"
    KnownType{19, Form::text},                // name
    KnownType{25, Form::text},                // text
    KnownType{705, Form::text},               // unknown: a bare literal
    KnownType{1042, Form::text},              // character(n)
    KnownType{1043, Form::text},              // character varying
    KnownType{114, Form::text},               // json
    KnownType{142, Form::text},               // xml
    KnownType{3802, Form::jsonb},             // jsonb
};

const KnownType* known_type(unsigned oid) {
  const auto* found = std::find_if(known_types.begin(), known_types.end(),
                                   [oid](const KnownType& type) { return type.oid == oid; });
  return found == known_types.end() ? nullptr : found;
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

std::string signed_text(std::string_view bytes) {
  const std::size_t unused_bits = 64 - 8 * bytes.size();
  const auto shifted = static_cast<std::int64_t>(big_endian(bytes) << unused_bits);
  return std::to_string(shifted >> unused_bits);
}

std::string uuid_text(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
  }
  return text;
}

std::string text_of(std::string_view bytes, Form form) {
  switch (form) {
    case Form::boolean:
      return big_endian(bytes) == 0 ? "f" : "t";
    case Form::integer:
      return signed_text(bytes);
    case Form::unsigned_integer:
      return std::to_string(big_endian(bytes));
    case Form::uuid:
      return uuid_text(bytes);
    case Form::jsonb:
      return std::string{bytes.substr(std::min<std::size_t>(1, bytes.size()))};  // Its version.
    case Form::text:
      break;
  }
  return std::string{bytes};
}

}  // namespace

FieldKind kind_of_type(unsigned type) {
  const KnownType* known = known_type(type);
  if (known == nullptr) return FieldKind::other;
  switch (known->form) {
    case Form::boolean:
      return FieldKind::boolean;
    case Form::integer:
    case Form::unsigned_integer:
      return FieldKind::number;
    default:
      return FieldKind::text;
  }
}

std::optional<std::string> field_text(const Reply& reply, std::int64_t row, int column) {
  const auto bytes = reply.field(row, column);
  if (!bytes) return std::nullopt;
  if (!reply.is_binary(column)) return std::string{*bytes};
  const KnownType* known = known_type(reply.column_type(column));
  if (known == nullptr) throw std::logic_error("a binary field of a type that is not read here");
  return text_of(*bytes, known->form);
}

std::optional<std::string_view> boolean_text(std::string_view text) {
  std::string lower{text};
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower == "t" || lower == "true") return "t";
  if (lower == "f" || lower == "false") return "f";
  return std::nullopt;
}

}  // namespace eventstore::pg
