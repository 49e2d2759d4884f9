#include "explain/selection.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/cases/bound_case.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/regular_expression.hpp"
#include "core/tool/suggestion.hpp"

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

}  // namespace

std::string Selected::title() const {
  return operation->title() + "/" + which->name;
}

std::vector<Selected> select_cases(const catalogue::Catalogue& catalogue,
                                   const std::string& filter) {
  std::vector<Selected> cases = all_cases(catalogue);
  const NameFilter wanted{filter, "--filter"};
  std::erase_if(cases, [&](const Selected& each) { return !wanted.selects(each.title()); });
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
  std::vector<std::string> titles;
  for (const Selected& each : cases) titles.push_back(each.title());
  throw UsageError(fmt::format("the store {} has no case '{}'; --list shows them all{}",
                               catalogue.store.name, title, did_you_mean(title, titles)));
}

}  // namespace eventstore::explain
