// A chart in a page, with its caption and what its lines and marks mean.
#pragma once

#include <string>
#include <vector>

#include "core/result/svg_chart.hpp"

namespace eventstore::result {

struct ChartKey {
  std::string kind;  ///< Of a ChartLine or a ChartMark.
  std::string text;
  bool is_mark = false;
};

/// An element `figure`.
[[nodiscard]] std::string figure_of(const Chart& chart, const std::string& caption,
                                    const std::vector<ChartKey>& keys = {});

}  // namespace eventstore::result
