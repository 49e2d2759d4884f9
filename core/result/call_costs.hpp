// What is said of a call's costs, wherever they are shown.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/result/document.hpp"

namespace eventstore::result {

/// Name and text of each figure, always the same ones in the same order: plan, output, transfer,
/// decoding, buffers, WAL, CPU, what the server was seen at, where client and server were seen. "-"
/// for what is not known.  The result must have costs.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> cost_texts(
    const BenchmarkResult& benchmark);

}  // namespace eventstore::result
