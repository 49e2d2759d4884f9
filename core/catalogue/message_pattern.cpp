#include "core/catalogue/message_pattern.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include "core/tool/errors.hpp"

namespace eventstore::catalogue {

MessagePattern::MessagePattern(const std::string& text) : text_(text) {
  if (text.empty()) throw UsageError("the message pattern is empty, and would match everything");
  if (text.size() > max_length) {
    throw UsageError(
        fmt::format("the message pattern has {} bytes, more than {}", text.size(), max_length));
  }
  constexpr std::int64_t max_memory = 1 << 20;
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(max_memory);
  auto compiled = std::make_shared<RE2>(text, options);
  if (!compiled->ok()) {
    throw UsageError(fmt::format("'{}' is no message pattern: {}", text, compiled->error()));
  }
  compiled_ = std::move(compiled);
}

bool MessagePattern::matches(std::string_view message) const {
  return RE2::PartialMatch({message.data(), message.size()}, *compiled_);
}

}  // namespace eventstore::catalogue
