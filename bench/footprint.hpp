// What a run of eventstore_bench makes on a server (--print-settings).
#pragma once

#include <string>

#include "bench/options.hpp"
#include "bench/write_place.hpp"
#include "core/pg/footprint.hpp"

namespace eventstore::bench {

/// Where calls that write go, and what that takes.
void add_write_place(pg::Footprint& footprint, WritePlace place);

/// What a result document takes; `out`: its file, empty where there is none.
void add_document(pg::Footprint& footprint, const std::string& out);

/// Of what the command line selects.  Throws as `selected_measurements`.
[[nodiscard]] pg::Footprint footprint_of(const Options& options, CommandLine& command_line);

}  // namespace eventstore::bench
