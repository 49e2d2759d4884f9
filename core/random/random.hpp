// Randomness without state: a value is a function of a seed and of what it is for.
#pragma once

#include <cstdint>

namespace eventstore {

/// A bijective mix of 64 bits (the finaliser of SplitMix64: Steele, Lea, Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) noexcept {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

/// 64 random bits for (seed, key); `key` may itself be the result of another call.
[[nodiscard]] constexpr std::uint64_t random_bits(std::uint64_t seed, std::uint64_t key) noexcept {
  return mix(mix(seed) ^ key);
}

/// `bits` spread over 0 <= result < bound without bias that matters (bound * 2^-64); bound > 0.
[[nodiscard]] constexpr std::uint64_t below(std::uint64_t bits, std::uint64_t bound) noexcept {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(bits) * bound) >> 64U);
}

/// The next 64 bits of a sequence that starts at any `state`.
[[nodiscard]] constexpr std::uint64_t next_bits(std::uint64_t& state) noexcept {
  state += 0x9E3779B97F4A7C15ULL;
  return mix(state);
}

}  // namespace eventstore
