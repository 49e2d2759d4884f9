#include "core/catalogue/message_pattern.hpp"

#include "core/tool/errors.hpp"

namespace eventstore::catalogue {

namespace {

RegularExpression compiled(const std::string& text) {
  if (text.empty()) throw UsageError("the message pattern is empty, and would match everything");
  return RegularExpression{text, "the message pattern", MessagePattern::max_length};
}

}  // namespace

MessagePattern::MessagePattern(const std::string& text) : text_(text), compiled_(compiled(text)) {}

}  // namespace eventstore::catalogue
