#include "core/catalogue/operation.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace eventstore::catalogue {

std::string Operation::title() const {
  return strategy.empty() ? name : name + "." + strategy;
}

std::string percentile_name(double percentile) {
  return percentile >= 100.0 ? "max" : fmt::format("p{}", percentile);
}

std::string text_of(const Sla& sla) {
  std::string text = fmt::format("{} < {:g} ms", percentile_name(sla.percentile), sla.limit_ms);
  for (const auto& [name, value] : sla.when) {
    text += fmt::format("{}{}={}", text.find(" when ") == text.npos ? " when " : " ", name, value);
  }
  return text;
}

std::string text_of(const RowRange& rows) {
  const std::string most = !rows.most_parameter.empty() ? ":" + rows.most_parameter
                           : !rows.most_setting.empty() ? "case." + rows.most_setting
                                                        : std::to_string(rows.most);
  return rows.is_exact ? most : fmt::format("{}..{}", rows.least, most);
}

bool Operation::writes() const {
  return std::any_of(steps.begin(), steps.end(), [](const Step& step) { return step.writes; });
}

bool applies_to(const std::map<std::string, std::string>& when, const Case& which) {
  return std::all_of(when.begin(), when.end(), [&](const auto& wanted) {
    const auto found = which.settings.find(wanted.first);
    return found != which.settings.end() && found->second == wanted.second;
  });
}

}  // namespace eventstore::catalogue
