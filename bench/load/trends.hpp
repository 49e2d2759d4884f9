// What grows during a run: memory, the size of the stored events, response times.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "bench/load/scenario.hpp"
#include "core/result/load.hpp"

namespace eventstore::load {

/// What may grow.
struct GrowingSeries {
  std::string_view key;   ///< In a threshold.
  std::string_view name;  ///< In reports.
  std::string_view unit;
};

inline constexpr GrowingSeries client_memory{"client_memory", "memory of this program", "bytes"};
inline constexpr GrowingSeries server_memory{"server_memory", "memory of the server", "bytes"};
inline constexpr GrowingSeries table_size{"table", "table", "bytes an event"};
inline constexpr GrowingSeries index_size{"indexes", "indexes", "bytes an event"};
inline constexpr GrowingSeries p95_time{"p95", "p95", "ns"};
inline constexpr std::array growing_series{client_memory, server_memory, table_size, index_size,
                                           p95_time};

/// The longest judged phase whose load does not change; nothing where there is none.  A ramp's
/// response times grow because the load does.
[[nodiscard]] std::optional<std::size_t> steady_phase(const Scenario& scenario);

/// Of memory, bytes an event and p95 in that phase; series of which nothing is known are left out.
[[nodiscard]] std::vector<result::LoadTrend> trends_of(const Scenario& scenario,
                                                       const result::LoadResult& load);

}  // namespace eventstore::load
