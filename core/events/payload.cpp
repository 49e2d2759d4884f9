// Payloads: their classes, their sizes, and text of exactly that size.
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

constexpr std::uint32_t medium_min_octets = 1000;
constexpr std::size_t text_min_octets = 12;

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

}  // namespace

std::string_view name_of(PayloadClass payload_class) {
  switch (payload_class) {
    case PayloadClass::small:
      return "small";
    case PayloadClass::medium:
      return "medium";
    case PayloadClass::large:
      return "large";
  }
  return "";
}

PayloadClass payload_class(const EventKey& key) {
  const std::uint64_t percent = below(event_bits(key, Salt::payload_class), 100);
  if (percent < 70) return PayloadClass::small;
  return percent < 95 ? PayloadClass::medium : PayloadClass::large;
}

PayloadClass payload_class_of_size(std::size_t octets) {
  if (octets < small_rare.end) return PayloadClass::small;
  return octets < medium_upper.end ? PayloadClass::medium : PayloadClass::large;
}

std::uint32_t payload_bytes(const EventKey& key) {
  const std::uint64_t bits = event_bits(key, Salt::payload_size);
  const std::uint64_t part = below(mix(bits), 100);
  switch (payload_class(key)) {
    case PayloadClass::small:
      return (part < 90 ? small_usual : small_rare).pick(bits);
    case PayloadClass::medium:
      return (part < 40 ? medium_lower : medium_upper).pick(bits);
    case PayloadClass::large:
      return (part < 90 ? large_usual : large_rare).pick(bits);
  }
  return 0;
}

void append_payload(std::string& out, const EventKey& key) {
  const PayloadShape& shape = kind_of(key.seed, key.aggregate).payload;
  const std::size_t octets = payload_bytes(key);
  const std::size_t end = out.size() + octets;
  const std::size_t tail = shape.text_start.size() + 2;  // The quote and the brace that close.
  std::uint64_t state = event_bits(key, Salt::payload_text);

  out.reserve(end);
  out += '{';
  std::string_view separator;
  for (const FragmentPool& field : shape.fields) {
    const std::string_view fragment = field.pick(next_bits(state));
    const std::size_t grown = out.size() + separator.size() + fragment.size();
    if (grown + tail + text_min_octets > end) break;
    out += separator;
    out += fragment;
    separator = ", ";
  }
  if (octets >= medium_min_octets) {
    const std::size_t list_octets = octets * (50 + below(next_bits(state), 40)) / 100;
    append_list(out, shape, end - octets + list_octets, state);
  }
  out += shape.text_start;
  out += shape.text.take(next_bits(state), end - out.size() - 2);
  if (out.back() == ' ') out.back() = '.';
  out += "\"}";
}

}  // namespace eventstore
