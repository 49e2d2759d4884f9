#include "core/tool/regular_expression.hpp"

#include <cstdint>

#include <fmt/format.h>
#include <re2/re2.h>

#include "core/tool/errors.hpp"

namespace eventstore {

RegularExpression::RegularExpression(const std::string& text, std::string_view name,
                                     std::size_t longest) {
  if (text.size() > longest) {
    throw UsageError(fmt::format("{} has {} bytes; use at most {}", name, text.size(), longest));
  }
  // An expression of the greatest length compiles; nested repetitions of it do not.
  constexpr std::int64_t max_memory = 16 << 20;
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(max_memory);
  auto compiled = std::make_shared<RE2>(text, options);
  if (!compiled->ok()) {
    throw UsageError(
        fmt::format("{} '{}' is not a regular expression: {}", name, text, compiled->error()));
  }
  compiled_ = std::move(compiled);
}

bool RegularExpression::is_found_in(std::string_view text) const {
  return RE2::PartialMatch({text.data(), text.size()}, *compiled_);
}

NameFilter::NameFilter(const std::string& text, std::string_view name)
    : is_inverted_(text.starts_with('-')), expression_(text.substr(is_inverted_ ? 1 : 0), name) {}

}  // namespace eventstore
