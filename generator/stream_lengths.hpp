// How many aggregates a tenant has, and how many events each of them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace eventstore::seed {

inline constexpr std::uint32_t stream_length_max = 1000;

/// Lengths that benchmarks ask for by name.
inline constexpr std::array<std::uint32_t, 5> pinned_lengths{1000, 150, 100, 10, 1};

enum class Pinning : std::uint8_t {
  none,
  benchmarked,  ///< Some aggregates of exactly each of `pinned_lengths`, as the tenant can afford.
};

struct TenantStreams {
  std::uint64_t seed = 0;  ///< Of this tenant.
  std::int64_t events = 0;
  Pinning pinning = Pinning::none;
};

/// floor(1 / U) for a uniform U in (0, 1], at most `longest`: at least x with probability 1/x.
/// Longer ones are cut to 1000, drawn anew for any other `longest`.
[[nodiscard]] std::uint32_t draw_stream_length(std::uint64_t& state,
                                               std::uint32_t longest = stream_length_max);

/// Of so many events of so many tenants, and hardly ever exceeded; within some hundredths where
/// tenants have many thousands of events.
[[nodiscard]] std::int64_t aggregates_at_most(std::int64_t events, std::int32_t tenants);

/// Lengths whose sum is exactly `events`.  They are drawn with P(length >= x) = 1/x up to 1000, but
/// aggregates of more than 100 events hold at most 40 % of the tenant's events, pinned ones
/// included, so that for every seed there are at least some 8 % as many aggregates as events.
[[nodiscard]] std::vector<std::uint32_t> stream_lengths(const TenantStreams& tenant);

}  // namespace eventstore::seed
