// What a data set will look like, without a server.
#pragma once

#include <string>

#include "core/tool/bars.hpp"
#include "core/tool/exit_code.hpp"
#include "generator/options.hpp"

namespace eventstore::seed {

/// How it is shown.
struct DescribeStyle {
  Terminal terminal;
  BarStyle bars = BarStyle::ascii;
};

/// All of it: tables with bars for what design and options ask of the data.  The plan is told
/// whole; of the rows the first 2,000,000 are made and counted.
[[nodiscard]] std::string describe_shape(const Shape& shape, const DescribeStyle& style,
                                         Progress& progress);

[[nodiscard]] ExitCode describe_data_set(const Options& options);

}  // namespace eventstore::seed
