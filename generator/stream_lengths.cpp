#include "generator/stream_lengths.hpp"

#include <algorithm>

#include "core/random/random.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::seed {

namespace {

constexpr std::uint32_t long_length = 100;  ///< Longer ones are rationed.

/// How many aggregates of a length a tenant is given, for benchmarks to choose from.
std::int64_t pinned_count(std::uint32_t length, std::int64_t events, std::int64_t left) {
  if (length == stream_length_max) {
    const std::int64_t affordable = std::min<std::int64_t>(events / 4 / length, 8);
    return left < length ? 0 : std::max<std::int64_t>(affordable, 1);
  }
  return std::min<std::int64_t>({std::int64_t{16}, events / 10 / length, left / length});
}

}  // namespace

std::uint32_t draw_stream_length(std::uint64_t& state, std::uint32_t longest) {
  while (true) {
    const std::uint64_t u = (next_bits(state) >> 32U) + 1;
    const std::uint64_t length = (std::uint64_t{1} << 32U) / u;
    if (length <= longest) return static_cast<std::uint32_t>(length);
    if (longest == stream_length_max) return longest;
  }
}

std::int64_t aggregates_at_most(std::int64_t events, std::int32_t tenants) {
  // 7.02 to 7.07 events each, but where the last streams of a tenant are cut short by its end.
  constexpr std::int64_t events_per_aggregate = 7, more_per_tenant = 40;
  return std::min(events, events / events_per_aggregate + more_per_tenant * tenants);
}

std::vector<std::uint32_t> stream_lengths(const TenantStreams& tenant) {
  std::vector<std::uint32_t> lengths;
  lengths.reserve(static_cast<std::size_t>(aggregates_at_most(tenant.events, 1)));
  std::int64_t left = tenant.events;
  std::int64_t long_left = tenant.events * 2 / 5;
  const auto add = [&](std::uint32_t length) {
    lengths.push_back(length);
    left -= length;
    if (length > long_length) long_left -= length;
  };

  if (tenant.pinning == Pinning::benchmarked) {
    for (const std::uint32_t length : pinned_lengths) {
      const std::int64_t count = pinned_count(length, tenant.events, left);
      for (std::int64_t i = 0; i < count; ++i) add(length);
    }
  }
  std::uint64_t state = mix(tenant.seed);
  InterruptPoll poll;
  while (left > 0) {
    poll.step();
    std::uint32_t length = draw_stream_length(state, stream_length_max);
    if (length > long_length && length > long_left) length = draw_stream_length(state, long_length);
    add(static_cast<std::uint32_t>(std::min<std::int64_t>(length, left)));
  }
  return lengths;
}

}  // namespace eventstore::seed
