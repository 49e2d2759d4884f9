#include "core/catalogue/operation.hpp"

#include <algorithm>

namespace eventstore::catalogue {

std::string Operation::title() const {
  return strategy.empty() ? name : name + "." + strategy;
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
