#include "core/events/event.hpp"

#include <cstddef>

namespace eventstore {

namespace {

constexpr std::array<char, 16> hex_digits{'0', '1', '2', '3', '4', '5', '6', '7',
                                          '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

void put_big_endian(std::uint8_t* target, std::uint64_t value, int octets) {
  for (int i = 0; i < octets; ++i) {
    target[i] = static_cast<std::uint8_t>(value >> static_cast<unsigned>(8 * (octets - 1 - i)));
  }
}

void set_version_and_variant(Uuid& uuid, std::uint8_t version) {
  uuid.bytes[6] =
      static_cast<std::uint8_t>((uuid.bytes[6] & 0x0FU) | (std::uint32_t{version} << 4U));
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3FU) | 0x80U);
}

}  // namespace

void write_uuid_text(char* out, const std::uint8_t* bytes) noexcept {
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
    *out++ = hex_digits[bytes[i] >> 4U];
    *out++ = hex_digits[bytes[i] & 0x0FU];
  }
}

void append_text(std::string& out, const Uuid& uuid) {
  std::array<char, uuid_text_length> text;
  write_uuid_text(text.data(), uuid.bytes.data());
  out.append(text.data(), text.size());
}

std::string to_text(const Uuid& uuid) {
  std::string text;
  append_text(text, uuid);
  return text;
}

Uuid uuid_v4(std::uint64_t high, std::uint64_t low) {
  Uuid uuid;
  put_big_endian(uuid.bytes.data(), high, 8);
  put_big_endian(uuid.bytes.data() + 8, low, 8);
  set_version_and_variant(uuid, 4);
  return uuid;
}

Uuid uuid_v7(std::int64_t timestamp_us, std::uint64_t high, std::uint64_t low) {
  // The twelve bits after the milliseconds hold their fraction (RFC 9562, method 3), which leaves
  // four values per microsecond: the ids of two events sort as their timestamps do.
  const auto time = static_cast<std::uint64_t>(timestamp_us);
  const std::uint64_t fraction = (time % 1000) * 4096 / 1000 + (high & 3U);
  Uuid uuid;
  put_big_endian(uuid.bytes.data(), time / 1000, 6);
  put_big_endian(uuid.bytes.data() + 6, fraction, 2);
  put_big_endian(uuid.bytes.data() + 8, low, 8);
  set_version_and_variant(uuid, 7);
  return uuid;
}

}  // namespace eventstore
