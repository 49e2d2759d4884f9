#include "explain/selection.hpp"

#include <algorithm>
#include <regex>

#include <fmt/format.h>

#include "core/cases/bound_case.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::explain {

namespace {

std::vector<Selected> all_cases(const catalogue::Catalogue& catalogue) {
  std::vector<Selected> cases;
  for (const catalogue::Operation& operation : catalogue.operations) {
    cases::check_sources(operation);
    for (const catalogue::Case& which : operation.cases) cases.push_back({&operation, &which});
  }
  return cases;
}

std::regex compiled(const std::string& expression) {
  try {
    return std::regex{expression};
  } catch (const std::regex_error& error) {
    throw UsageError(
        fmt::format("--filter '{}' is no regular expression: {}", expression, error.what()));
  }
}

}  // namespace

std::string Selected::title() const {
  return operation->title() + "/" + which->name;
}

std::vector<Selected> select_cases(const catalogue::Catalogue& catalogue,
                                   const std::string& filter) {
  std::vector<Selected> cases = all_cases(catalogue);
  const bool inverted = filter.starts_with('-');
  const std::regex expression = compiled(filter.substr(inverted ? 1 : 0));
  std::erase_if(cases, [&](const Selected& each) {
    return std::regex_search(each.title(), expression) == inverted;
  });
  if (!cases.empty()) return cases;
  throw UsageError(
      filter.empty() ? fmt::format("the store {} has no case to review", catalogue.store.name)
                     : fmt::format("--filter '{}' matches no case; --list shows them all", filter));
}

Selected case_titled(const catalogue::Catalogue& catalogue, const std::string& title) {
  const std::vector<Selected> cases = all_cases(catalogue);
  const auto found = std::find_if(cases.begin(), cases.end(),
                                  [&](const Selected& each) { return each.title() == title; });
  if (found != cases.end()) return *found;
  throw UsageError(fmt::format("the store {} has no case '{}'; --list shows them all",
                               catalogue.store.name, title));
}

}  // namespace eventstore::explain
