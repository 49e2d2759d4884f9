// A pattern that a server's message is held against.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/tool/regular_expression.hpp"

namespace eventstore::catalogue {

class MessagePattern {
 public:
  static constexpr std::size_t max_length = 500;

  /// Throws UsageError: empty, longer than `max_length` bytes, or no pattern.
  explicit MessagePattern(const std::string& text);

  /// Whether it is found anywhere in `message`.
  [[nodiscard]] bool matches(std::string_view message) const {
    return compiled_.is_found_in(message);
  }

  /// As it was written.
  [[nodiscard]] const std::string& text() const { return text_; }
  bool operator==(const MessagePattern& other) const { return text_ == other.text_; }

 private:
  std::string text_;
  RegularExpression compiled_;
};

}  // namespace eventstore::catalogue
