// Where calls that write go, and the option that says so.
#pragma once

#include <cstdint>

#include <CLI/CLI.hpp>

namespace eventstore::bench {

enum class WritePlace : std::uint8_t { disposable_clone, in_place };

/// --in-place.
void add_write_place_option(CLI::App& app, WritePlace& chosen);

}  // namespace eventstore::bench
