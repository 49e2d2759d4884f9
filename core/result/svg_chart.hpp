// A chart as inline SVG: no script, nothing loaded, colours from classes of page.css, so that it
// reads in light and in dark.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/tool/numbers.hpp"

namespace eventstore::result {

/// Where the lines across a chart stand: at 1, 2 and 5, or at 5, 10, 15, 30 seconds and minutes.
enum class AxisSteps : std::uint8_t { decimal, time };

struct ChartAxis {
  std::string title;  ///< Below the x axis; empty where it is said elsewhere.
  double low = 0.0;
  double high = 1.0;
  bool is_logarithmic = false;  ///< Both ends above 0 then.
  AxisSteps steps = AxisSteps::decimal;
  double at_most = 6.0;  ///< Steps of an axis that is not logarithmic.
  /// Of a value: "50.0 ms"; zeros at its end are cut.
  std::string (*text)(double) = quantity_text;
};

/// A line through its points; it breaks where there is no value.
struct ChartLine {
  struct Point {
    double x = 0.0;
    std::optional<double> y;
  };
  std::string kind;  ///< A class of page.css: "first", "second", "third", "failed".
  std::vector<Point> points;
};

/// A single value, with the range about it as a thin line.
struct ChartMark {
  double x = 0.0;
  double y = 0.0;
  double low = 0.0;
  double high = 0.0;
  std::string kind;  ///< "held" and "measured" are discs, "broke" a cross, others a diamond.
  bool is_large = false;
  std::string title;  ///< What is said of it when it is pointed at.
};

/// A line across the whole chart.
struct ChartRule {
  double at = 0.0;
  bool is_vertical = false;
  std::string text;
};

/// A part of the x axis.
struct ChartBand {
  double from = 0.0;
  double to = 0.0;
  std::string kind;  ///< "odd", "even", "over"
  std::string text;
};

struct Chart {
  std::string title;  ///< For who does not see it, in a sentence.
  ChartAxis x;
  ChartAxis y;
  double width = 560;
  double height = 180;
  std::vector<ChartBand> bands;
  std::vector<ChartRule> rules;
  std::vector<ChartLine> lines;
  std::vector<ChartMark> marks;
};

/// An element `svg`.  What is outside of the axes is drawn at their ends.  Long lines are thinned
/// to the lowest and highest value of each pixel or two.
[[nodiscard]] std::string svg_of(const Chart& chart);

/// The sign of a mark of this kind, `radius` wide about its place.
[[nodiscard]] std::string svg_mark(const std::string& kind, double x, double y, double radius);

/// The values at which an axis has a line, ascending.
[[nodiscard]] std::vector<double> ticks_of(const ChartAxis& axis);

/// From 0 to a round value at or above `most`; to 1 where that is nothing.
[[nodiscard]] ChartAxis axis_from_zero(double most);

/// Logarithmic, from a round value at or below `least` to one at or above `most`, both above 0.
[[nodiscard]] ChartAxis logarithmic_axis(double least, double most);

}  // namespace eventstore::result
