#include "core/result/chart_figure.hpp"

#include <fmt/format.h>

#include "core/result/markup.hpp"

namespace eventstore::result {

namespace {

std::string swatch_of(const ChartKey& key) {
  constexpr const char* swatch =
      "<svg class=\"key\" viewBox=\"0 0 22 12\" aria-hidden=\"true\">{}</svg>";
  const std::string drawn = key.is_mark
                                ? svg_mark(key.kind, 11.0, 6.0, 4.0)
                                : fmt::format("<path class=\"line {}\" d=\"M1,6h20\"/>", key.kind);
  return fmt::format(swatch, drawn);
}

}  // namespace

std::string figure_of(const Chart& chart, const std::string& caption,
                      const std::vector<ChartKey>& keys) {
  std::string out = fmt::format("<figure>\n<figcaption>{}", escaped_markup(caption));
  for (const ChartKey& key : keys) {
    out +=
        fmt::format(" <span class=\"key\">{} {}</span>", swatch_of(key), escaped_markup(key.text));
  }
  return out + "</figcaption>\n<div class=\"wide\">" + svg_of(chart) + "</div>\n</figure>\n";
}

}  // namespace eventstore::result
