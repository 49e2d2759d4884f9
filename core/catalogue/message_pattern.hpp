// A pattern that a server's message is held against.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace eventstore::catalogue {

/// A regular expression of RE2's syntax (github.com/google/re2/wiki/Syntax), case-sensitive.  It
/// takes time in proportion to the text, whatever the pattern.
class MessagePattern {
 public:
  static constexpr std::size_t max_length = 500;

  /// Throws UsageError: empty, longer than `max_length` bytes, or no pattern.
  explicit MessagePattern(const std::string& text);

  /// Whether it is found anywhere in `message`.
  [[nodiscard]] bool matches(std::string_view message) const;

  /// As it was written.
  [[nodiscard]] const std::string& text() const { return text_; }
  bool operator==(const MessagePattern& other) const { return text_ == other.text_; }

 private:
  std::string text_;
  std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace eventstore::catalogue
