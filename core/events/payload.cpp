// Payloads: their classes, their sizes, and text of exactly that size.
#include <algorithm>

#include "core/events/aggregate_kind.hpp"
#include "core/events/content.hpp"
#include "core/events/event_bits.hpp"

namespace eventstore {

namespace {

/// Sizes in octets; `first` <= size < `end`, uniformly.
struct SizeRange {
  std::uint32_t first;
  std::uint32_t end;
  [[nodiscard]] std::uint32_t pick(std::uint64_t bits) const {
    return first + static_cast<std::uint32_t>(below(bits, end - first));
  }
};

// The shape inside the classes: the top 20 % of the events (all large ones and three fifths of the
// medium ones) carry 79.9 % of the bytes; the mean is 1,131 octets.
constexpr SizeRange small_usual{100, 170};
constexpr SizeRange small_rare{170, 501};
constexpr SizeRange medium_lower{1000, 1400};
constexpr SizeRange medium_upper{3000, 5000};
constexpr SizeRange large_usual{5000, 6600};
constexpr SizeRange large_rare{6600, 10001};

/// In less than this no field fits in front of the text; and the smallest medium one is larger.
constexpr std::uint32_t payload_min_octets = 64;
constexpr std::size_t text_min_octets = 6;

/// The shape is stated for the usual sizes.
std::uint32_t scaled(std::uint32_t octets, const PayloadProfile& profile) {
  return static_cast<std::uint32_t>(std::uint64_t{octets} *
                                    static_cast<std::uint64_t>(profile.permille) / 1000);
}

/// Appends the list's items up to about `limit` octets of `out`, bracket included.
void append_list(std::string& out, const PayloadShape& shape, std::size_t limit,
                 std::uint64_t& state) {
  out += shape.list_start;
  std::string_view separator;
  while (true) {
    const std::string_view item = shape.items.pick(next_bits(state));
    if (out.size() + separator.size() + item.size() + 1 > limit) break;
    out += separator;
    out += item;
    separator = ", ";
  }
  out += ']';
}

/// Running text of a length that a pool may not hold at once.
void append_text(std::string& out, const TextPool& pool, std::size_t length, std::uint64_t& state) {
  while (length > 0) {
    const std::size_t part = std::min(length, TextPool::length_max);
    out += pool.take(next_bits(state), part);
    length -= part;
  }
}

}  // namespace

PayloadClass payload_class_of_size(std::size_t octets, const PayloadProfile& profile) {
  if (octets < scaled(medium_lower.first, profile)) return PayloadClass::small;
  return octets < scaled(large_usual.first, profile) ? PayloadClass::medium : PayloadClass::large;
}

PayloadClass payload_class(const EventKey& key, const PayloadProfile& profile) {
  const auto percent = static_cast<std::int32_t>(below(event_bits(key, Salt::payload_class), 100));
  if (percent < profile.mix[0]) return PayloadClass::small;
  return percent < profile.mix[0] + profile.mix[1] ? PayloadClass::medium : PayloadClass::large;
}

std::uint32_t payload_bytes(const EventKey& key, const PayloadProfile& profile) {
  const std::uint64_t bits = event_bits(key, Salt::payload_size);
  const std::uint64_t part = below(mix(bits), 100);
  std::uint32_t octets = 0;
  switch (payload_class(key, profile)) {
    case PayloadClass::small:
      octets = (part < 90 ? small_usual : small_rare).pick(bits);
      break;
    case PayloadClass::medium:
      octets = (part < 40 ? medium_lower : medium_upper).pick(bits);
      break;
    case PayloadClass::large:
      octets = (part < 90 ? large_usual : large_rare).pick(bits);
      break;
  }
  return std::max(scaled(octets, profile), payload_min_octets);
}

void append_payload(std::string& out, const EventKey& key, const PayloadProfile& profile) {
  const PayloadShape& shape = kind_of(key.seed, key.aggregate).payload;
  const std::size_t octets = payload_bytes(key, profile);
  const std::size_t end = out.size() + octets;
  // The text, of some length, its key, the quote and the brace that close.
  const std::size_t fields_end = end - shape.text_start.size() - text_min_octets - 2;
  std::uint64_t state = event_bits(key, Salt::payload_text);

  out.reserve(end);
  out += '{';
  std::string_view separator;
  for (const FragmentPool& field : shape.fields) {
    const std::string_view fragment = field.pick(next_bits(state));
    if (out.size() + separator.size() + fragment.size() > fields_end) break;
    out += separator;
    out += fragment;
    separator = ", ";
  }
  const std::size_t list_octets = octets * (50 + below(next_bits(state), 40)) / 100;
  const bool is_large_enough = out.size() + shape.list_start.size() + 1 <= fields_end;
  if (is_large_enough && payload_class(key, profile) != PayloadClass::small) {
    append_list(out, shape, std::min(end - octets + list_octets, fields_end), state);
  }
  out += shape.text_start;
  append_text(out, shape.text, end - out.size() - 2, state);
  if (out.back() == ' ') out.back() = '.';
  out += "\"}";
}

}  // namespace eventstore
