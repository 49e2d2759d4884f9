#include "core/tool/allowed_values.hpp"

#include "core/tool/suggestion.hpp"

namespace eventstore {

CLI::Validator one_of(const std::vector<std::string>& words) {
  const std::string all =
      fmt::format("{} or {}", fmt::join(words.begin(), words.end() - 1, ", "), words.back());
  const auto check = [words, all](std::string& value) {
    for (const std::string& word : words) {
      if (CLI::detail::to_lower(value) != word) continue;
      value = word;
      return std::string{};
    }
    return fmt::format("'{}' is not {}{}", value, all, did_you_mean(value, words));
  };
  return CLI::Validator{check, all};
}

}  // namespace eventstore
