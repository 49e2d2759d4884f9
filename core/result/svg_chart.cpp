#include "core/result/svg_chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "core/result/markup.hpp"
#include "core/tool/text_table.hpp"

namespace eventstore::result {

namespace {

constexpr double left_margin = 62.0;
constexpr double right_margin = 14.0;
constexpr double top_margin = 20.0;
constexpr double bottom_margin = 24.0;
constexpr double height_of_title = 16.0;
constexpr double width_of_letter = 7.0;

/// Values of an axis as places on the drawing.
class Scale {
 public:
  Scale(const ChartAxis& axis, double begin, double end) : axis_(axis), begin_(begin), end_(end) {}

  [[nodiscard]] double at(double value) const {
    const double low = bent(axis_.low);
    const double high = bent(axis_.high);
    if (!(high > low)) return begin_;
    const double share = (bent(std::clamp(value, axis_.low, axis_.high)) - low) / (high - low);
    return begin_ + share * (end_ - begin_);
  }

 private:
  [[nodiscard]] double bent(double value) const {
    return axis_.is_logarithmic ? std::log10(value) : value;
  }

  const ChartAxis& axis_;
  double begin_;
  double end_;
};

struct Place {
  Scale x;
  Scale y;
  double left = 0.0;
  double right = 0.0;
  double top = 0.0;
  double bottom = 0.0;
};

/// "5.00 ms" -> "5 ms".
std::string without_zeros(std::string text) {
  const auto point = text.find('.');
  if (point == std::string::npos) return text;
  auto end = text.find_first_not_of("0123456789", point + 1);
  if (end == std::string::npos) end = text.size();
  auto keep = end;
  while (keep > point + 1 && text[keep - 1] == '0') --keep;
  if (keep == point + 1) keep = point;
  return text.erase(keep, end - keep);
}

std::string text_at(double x, double y, const char* kind, std::string_view text) {
  return fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", kind, x, y,
                     escaped_markup(text));
}

std::string line_between(const char* kind, double x1, double y1, double x2, double y2) {
  return fmt::format(
      "<line class=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", kind, x1,
      y1, x2, y2);
}

/// The smallest of 1, 2, 5, 10, 20, ... times a power of ten that is not below `least`.
double round_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (power * factor >= least * (1.0 - 1e-9)) return power * factor;
  }
  return power * 10.0;
}

double time_step(double least) {
  constexpr std::array steps{1.0,   2.0,   5.0,   10.0,   15.0,   30.0,   60.0,    120.0,
                             300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 43200.0};
  const auto* const found = std::lower_bound(steps.begin(), steps.end(), least);
  return found == steps.end() ? round_step(least) : *found;
}

std::vector<double> even_ticks(const ChartAxis& axis) {
  const double least = (axis.high - axis.low) / axis.at_most;
  const double step = axis.steps == AxisSteps::time ? time_step(least) : round_step(least);
  const double first = std::ceil(axis.low / step - 1e-9);
  constexpr int enough = 50;
  std::vector<double> ticks;
  for (int i = 0; i < enough && (first + i) * step <= axis.high * (1 + 1e-9); ++i) {
    ticks.push_back((first + i) * step);
  }
  return ticks;
}

/// 1, 2, 5, 10, ... within the axis; every power of ten, or every other, where those are many.
std::vector<double> logarithmic_ticks(const ChartAxis& axis) {
  constexpr int enough = 9;
  constexpr double thousandfold = 1000.0;
  const int first = static_cast<int>(std::floor(std::log10(axis.low)));
  const int last = static_cast<int>(std::ceil(std::log10(axis.high)));
  const bool is_fine = axis.high / axis.low <= thousandfold;
  const auto is_in = [&](double value) {
    return value >= axis.low * (1 - 1e-9) && value <= axis.high * (1 + 1e-9);
  };
  std::vector<double> ticks;
  for (int power = first; power <= last; power += 1 + (last - first) / enough) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor > 1.0 && !is_fine) break;
      const double value = factor * std::pow(10.0, power);
      if (is_in(value)) ticks.push_back(value);
    }
  }
  return ticks;
}

std::string axes(const Chart& chart, const Place& place) {
  std::string out;
  const std::vector<double> across = ticks_of(chart.y);
  for (const double value : across) {
    const double y = place.y.at(value);
    out += line_between("grid", place.left, y, place.right, y);
    out += text_at(place.left - 6.0, y + 4.0, "tick end", without_zeros(chart.y.text(value)));
  }
  double free_from = 0.0;  // Texts below the axis stand side by side, or are not there.
  for (const double value : ticks_of(chart.x)) {
    const double x = place.x.at(value);
    const std::string text = without_zeros(chart.x.text(value));
    const double half = static_cast<double>(display_width(text)) * width_of_letter / 2.0;
    out += line_between("grid", x, place.bottom, x, place.bottom + 4.0);
    if (x - half < free_from) continue;
    free_from = x + half + width_of_letter;
    out += text_at(std::min(x, chart.width - half), place.bottom + 17.0, "tick middle", text);
  }
  out += line_between("axis", place.left, place.bottom, place.right, place.bottom);
  if (chart.x.title.empty()) return out;
  return out + text_at((place.left + place.right) / 2.0, place.bottom + 34.0, "tick middle",
                       chart.x.title);
}

std::string bands(const Chart& chart, const Place& place) {
  std::string out;
  for (const ChartBand& band : chart.bands) {
    const double from = place.x.at(band.from);
    const double width = place.x.at(band.to) - from;
    if (width < 0.5) continue;
    out += fmt::format(
        "<rect class=\"band {}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
        "height=\"{:.1f}\"><title>{}</title></rect>\n",
        band.kind, from, place.top, width, place.bottom - place.top, escaped_markup(band.text));
    // A few letters of a name say nothing.
    constexpr std::size_t few = 8;
    const auto letters = static_cast<std::size_t>(width / width_of_letter);
    if (letters < std::min(few, display_width(band.text))) continue;
    out += text_at(from + 3.0, place.top - 6.0, "tick", shortened(band.text, letters));
  }
  return out;
}

std::string rules(const Chart& chart, const Place& place) {
  std::string out;
  for (const ChartRule& rule : chart.rules) {
    if (rule.is_vertical) {
      const double x = place.x.at(rule.at);
      const bool is_left = x < (place.left + place.right) / 2.0;
      out += line_between("rule limit", x, place.top, x, place.bottom);
      out += text_at(x + (is_left ? 5.0 : -5.0), place.top + 12.0, is_left ? "note" : "note end",
                     rule.text);
    } else {
      const double y = place.y.at(rule.at);
      out += line_between("rule", place.left, y, place.right, y);
      out += text_at(place.left + 5.0, y - 5.0, "note", rule.text);
    }
  }
  return out;
}

/// The points of a stretch of the time that is a pixel or two wide become two.
std::vector<ChartLine::Point> thinned(const std::vector<ChartLine::Point>& points) {
  constexpr std::size_t stretches = 300;
  const std::size_t each = points.size() / stretches;
  if (each < 3) return points;
  std::vector<ChartLine::Point> few;
  for (std::size_t begin = 0; begin < points.size(); begin += each) {
    const std::size_t end = std::min(points.size(), begin + each);
    const ChartLine::Point* low = nullptr;
    const ChartLine::Point* high = nullptr;
    for (std::size_t i = begin; i < end; ++i) {
      if (!points[i].y) continue;
      if (low == nullptr || *points[i].y < *low->y) low = &points[i];
      if (high == nullptr || *points[i].y > *high->y) high = &points[i];
    }
    if (low == nullptr) {
      few.push_back({points[begin].x, std::nullopt});
      continue;
    }
    few.push_back(*std::min(low, high));
    if (low != high) few.push_back(*std::max(low, high));
  }
  return few;
}

std::string line_of(const ChartLine& line, const Place& place) {
  std::string path;
  bool goes_on = false;
  for (const ChartLine::Point& point : thinned(line.points)) {
    if (point.y) {
      path += fmt::format("{}{:.1f},{:.1f}", goes_on ? "L" : "M", place.x.at(point.x),
                          place.y.at(*point.y));
      // A value without neighbours has to be seen, too: the ends of lines are round.
      if (!goes_on) path += "h0";
    }
    goes_on = point.y.has_value();
  }
  return path.empty() ? path : fmt::format("<path class=\"line {}\" d=\"{}\"/>\n", line.kind, path);
}

std::string mark_of(const ChartMark& mark, const Place& place) {
  constexpr double large = 6.0;
  constexpr double small = 4.0;
  const double x = place.x.at(mark.x);
  return fmt::format("<g><title>{}</title>{}{}</g>\n", escaped_markup(mark.title),
                     line_between("range", x, place.y.at(mark.low), x, place.y.at(mark.high)),
                     svg_mark(mark.kind, x, place.y.at(mark.y), mark.is_large ? large : small));
}

}  // namespace

std::string svg_mark(const std::string& kind, double x, double y, double radius) {
  const double r = radius;
  if (kind == "held" || kind == "measured") {
    return fmt::format(R"(<circle class="mark {}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>)", kind, x,
                       y, r);
  }
  const std::string shape =
      kind == "broke" ? fmt::format("M{:.1f},{:.1f}l{:.1f},{:.1f}m0,{:.1f}l{:.1f},{:.1f}", x - r,
                                    y - r, 2 * r, 2 * r, -2 * r, -2 * r, 2 * r)
                      : fmt::format("M{:.1f},{:.1f}l{:.1f},{:.1f}l{:.1f},{:.1f}l{:.1f},{:.1f}z", x,
                                    y - r, r, r, -r, r, -r, -r);
  return fmt::format(R"(<path class="mark {}" d="{}"/>)", kind == "broke" ? "broke" : "unknown",
                     shape);
}

std::vector<double> ticks_of(const ChartAxis& axis) {
  if (!(axis.high > axis.low)) return {axis.low};
  if (!axis.is_logarithmic) return even_ticks(axis);
  std::vector<double> ticks = logarithmic_ticks(axis);
  constexpr std::size_t few = 4;  // Within less than a power of ten even ones are more.
  if (ticks.size() < few && axis.high / axis.low < 10.0) return even_ticks(axis);
  return ticks;
}

ChartAxis axis_from_zero(double most) {
  if (!(most > 0.0) || !std::isfinite(most)) return {};
  constexpr double steps = 4.0;
  const double step = round_step(most / steps);
  return {.high = std::ceil(most / step - 1e-9) * step};
}

ChartAxis logarithmic_axis(double least, double most) {
  const double above = round_step(most);
  // The next round value below is 1/2 or 2/5 of the one above, and not above `least`.
  double below = round_step(least);
  if (below > least * (1.0 + 1e-9)) below = round_step(least / 2.5);
  return {.low = std::min(below, above / 10.0), .high = above, .is_logarithmic = true};
}

std::string svg_of(const Chart& chart) {
  const double right = chart.width - right_margin;
  const double bottom =
      chart.height - bottom_margin - (chart.x.title.empty() ? 0.0 : height_of_title);
  const Place place{.x = {chart.x, left_margin, right},
                    .y = {chart.y, bottom, top_margin},
                    .left = left_margin,
                    .right = right,
                    .top = top_margin,
                    .bottom = bottom};
  std::string out = fmt::format(
      "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 {:.0f} {:.0f}\" "
      "aria-label=\"{}\">\n<title>{}</title>\n",
      chart.width, chart.height, escaped_markup(chart.title), escaped_markup(chart.title));
  out += bands(chart, place) + axes(chart, place);
  for (const ChartLine& line : chart.lines) out += line_of(line, place);
  out += rules(chart, place);
  for (const ChartMark& mark : chart.marks) out += mark_of(mark, place);
  return out + "</svg>\n";
}

}  // namespace eventstore::result
