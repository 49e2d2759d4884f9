// Along what a case is measured beside its own settings: how calls go to the server, how many at
// once, what a commit waits for, what the caches hold.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/cases/operation_call.hpp"
#include "core/catalogue/operation.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::bench {

using cases::Protocol;

enum class SynchronousCommit : std::uint8_t { as_the_server, on, off };
enum class Cache : std::uint8_t { warm, cold };

/// One point.
struct Axes {
  int threads = 1;  ///< Connections at once; so many threads, or one for each core.
  Protocol protocol = Protocol::prepared;
  pg::ResultFormat format = pg::ResultFormat::binary;
  SynchronousCommit synchronous_commit = SynchronousCommit::as_the_server;
  Cache cache = Cache::warm;

  /// What differs from the default, by name: {"threads", "8"}.
  [[nodiscard]] std::map<std::string, std::string> settings() const;
  /// The same as a benchmark's name has it: "/threads:8/protocol:simple".  Empty at the default.
  [[nodiscard]] std::string suffix() const;
};

/// What was asked for.
struct AxisLists {
  std::vector<int> threads{1};
  std::vector<Protocol> protocols{Protocol::prepared};
  std::vector<pg::ResultFormat> formats{pg::ResultFormat::binary};
  std::vector<SynchronousCommit> synchronous_commits{SynchronousCommit::as_the_server};
  Cache cache = Cache::warm;

  /// All combinations that make a difference to the operation: a commit of nothing waits for
  /// nothing, and what returns no rows has no format.
  [[nodiscard]] std::vector<Axes> points_for(const catalogue::Operation& operation) const;
};

void declare_axes(CLI::App& app, AxisLists& lists);

}  // namespace eventstore::bench
