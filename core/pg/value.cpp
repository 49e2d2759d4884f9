#include "core/pg/value.hpp"

#include <array>
#include <ctime>
#include <stdexcept>

#include <fmt/format.h>

namespace eventstore::pg {

using catalogue::ParameterType;

namespace {

struct TypeFacts {
  ParameterType type;
  std::string_view name;
  unsigned oid;          // pg_type.dat
  unsigned element_oid;  // 0 unless an array
};

constexpr std::array type_facts{
    TypeFacts{ParameterType::boolean, "boolean", 16, 0},
    TypeFacts{ParameterType::integer, "integer", 23, 0},
    TypeFacts{ParameterType::bigint, "bigint", 20, 0},
    TypeFacts{ParameterType::text, "text", 25, 0},
    TypeFacts{ParameterType::uuid, "uuid", 2950, 0},
    TypeFacts{ParameterType::xid8, "xid8", 5069, 0},
    TypeFacts{ParameterType::timestamptz, "timestamptz", 1184, 0},
    TypeFacts{ParameterType::json, "json", 114, 0},
    TypeFacts{ParameterType::jsonb, "jsonb", 3802, 0},
    TypeFacts{ParameterType::bigint_array, "bigint[]", 1016, 20},
    TypeFacts{ParameterType::text_array, "text[]", 1009, 25},
    TypeFacts{ParameterType::uuid_array, "uuid[]", 2951, 2950},
    TypeFacts{ParameterType::timestamptz_array, "timestamptz[]", 1185, 1184},
    TypeFacts{ParameterType::json_array, "json[]", 199, 114},
    TypeFacts{ParameterType::jsonb_array, "jsonb[]", 3807, 3802},
};

const TypeFacts& facts_of(ParameterType type) {
  return type_facts[static_cast<std::size_t>(type)];
}

ParameterType element_type(ParameterType type) {
  for (const TypeFacts& facts : type_facts) {
    if (facts.oid == facts_of(type).element_oid) return facts.type;
  }
  throw std::logic_error("not an array type");
}

void append_scalar(std::string& out, std::int64_t value, ParameterType type) {
  switch (type) {
    case ParameterType::boolean:
      out.push_back(value != 0 ? '\1' : '\0');
      return;
    case ParameterType::integer:
      append_int32(out, static_cast<std::int32_t>(value));
      return;
    case ParameterType::bigint:
    case ParameterType::xid8:
      append_int64(out, value);
      return;
    case ParameterType::timestamptz:
      append_int64(out, value - postgres_epoch_us);
      return;
    default:
      throw std::logic_error(fmt::format("a number is no {}", type_name(type)));
  }
}

void append_scalar(std::string& out, const std::string& value, ParameterType type) {
  switch (type) {
    case ParameterType::text:
    case ParameterType::json:
      out += value;
      return;
    case ParameterType::jsonb:
      out.push_back('\1');  // The version of jsonb's binary form.
      out += value;
      return;
    case ParameterType::uuid:
      append_uuid_bytes(out, value);
      return;
    default:
      throw std::logic_error(fmt::format("text is no {}", type_name(type)));
  }
}

/// array_recv's form: dimensions, null flag, element type, then length and lower bound.
template <typename Element>
void append_array(std::string& out, const std::vector<Element>& values, ParameterType type) {
  append_int32(out, values.empty() ? 0 : 1);
  append_int32(out, 0);
  append_int32(out, static_cast<std::int32_t>(facts_of(type).element_oid));
  if (values.empty()) return;
  append_int32(out, static_cast<std::int32_t>(values.size()));
  append_int32(out, 1);
  const ParameterType element = element_type(type);
  for (const Element& value : values) {
    const std::size_t length_at = out.size();
    append_int32(out, 0);
    append_scalar(out, value, element);
    std::string length;
    append_int32(length, static_cast<std::int32_t>(out.size() - length_at - 4));
    out.replace(length_at, 4, length);
  }
}

std::string text_of(std::int64_t value, ParameterType type) {
  if (type == ParameterType::boolean) return value != 0 ? "true" : "false";
  if (type != ParameterType::timestamptz) return fmt::format("{}", value);
  const std::int64_t seconds = value >= 0 ? value / 1'000'000 : -((-value + 999'999) / 1'000'000);
  const std::time_t whole = static_cast<std::time_t>(seconds);
  std::tm utc{};
  gmtime_r(&whole, &utc);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}+00", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     value - seconds * 1'000'000);
}

std::string text_of(const std::string& value, ParameterType) {
  return value;
}

template <typename Element>
std::string array_text(const std::vector<Element>& values, ParameterType type) {
  std::string text = "{";
  for (const Element& value : values) {
    if (text.size() > 1) text += ',';
    text += '"';
    for (const char character : text_of(value, element_type(type))) {
      if (character == '"' || character == '\\') text += '\\';
      text += character;
    }
    text += '"';
  }
  return text + "}";
}

/// A quoted literal that means the same whatever standard_conforming_strings says.
std::string quoted(const std::string& text) {
  const bool has_backslash = text.find('\\') != std::string::npos;
  std::string out = has_backslash ? "E'" : "'";
  for (const char character : text) {
    if (character == '\'' || character == '\\') out += character;
    out += character;
  }
  return out + "'";
}

}  // namespace

void append_int16(std::string& out, std::int16_t value) {
  const auto bits = static_cast<std::uint16_t>(value);
  out.push_back(static_cast<char>(bits >> 8U));
  out.push_back(static_cast<char>(bits & 0xFFU));
}

void append_int32(std::string& out, std::int32_t value) {
  const auto bits = __builtin_bswap32(static_cast<std::uint32_t>(value));
  std::array<char, 4> bytes{};
  __builtin_memcpy(bytes.data(), &bits, bytes.size());
  out.append(bytes.data(), bytes.size());
}

void append_int64(std::string& out, std::int64_t value) {
  const auto bits = __builtin_bswap64(static_cast<std::uint64_t>(value));
  std::array<char, 8> bytes{};
  __builtin_memcpy(bytes.data(), &bits, bytes.size());
  out.append(bytes.data(), bytes.size());
}

void append_uuid_bytes(std::string& out, std::string_view text) {
  const auto nibble = [&](char digit) -> unsigned {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
    throw std::invalid_argument(fmt::format("'{}' is no UUID", text));
  };
  if (text.size() != 36) throw std::invalid_argument(fmt::format("'{}' is no UUID", text));
  for (std::size_t i = 0; i < text.size();) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i] != '-') throw std::invalid_argument(fmt::format("'{}' is no UUID", text));
      ++i;
      continue;
    }
    out.push_back(static_cast<char>((nibble(text[i]) << 4U) | nibble(text[i + 1])));
    i += 2;
  }
}

unsigned type_oid(ParameterType type) {
  return facts_of(type).oid;
}

std::string_view type_name(ParameterType type) {
  return facts_of(type).name;
}

void append_binary(std::string& out, const Value& value, ParameterType type) {
  std::visit(
      [&](const auto& held) {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          throw std::logic_error("NULL has no binary form");
        } else if constexpr (std::is_same_v<Held, std::int64_t> ||
                             std::is_same_v<Held, std::string>) {
          append_scalar(out, held, type);
        } else {
          append_array(out, held, type);
        }
      },
      value);
}

std::string text_form(const Value& value, ParameterType type) {
  return std::visit(
      [&](const auto& held) -> std::string {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          throw std::logic_error("NULL has no text form");
        } else if constexpr (std::is_same_v<Held, std::int64_t> ||
                             std::is_same_v<Held, std::string>) {
          return text_of(held, type);
        } else {
          return array_text(held, type);
        }
      },
      value);
}

std::string literal(const Value& value, ParameterType type) {
  const bool is_null = std::holds_alternative<std::monostate>(value);
  return fmt::format("{}::{}", is_null ? "NULL" : quoted(text_form(value, type)), type_name(type));
}

}  // namespace eventstore::pg
