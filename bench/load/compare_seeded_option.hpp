// Up to how many seeded events a load run compares with what they were.
#pragma once

#include <cstdint>

#include <CLI/CLI.hpp>

namespace eventstore::load {

/// --compare-seeded.
void add_compare_seeded_option(CLI::App& app, std::int64_t& max_compared);

}  // namespace eventstore::load
