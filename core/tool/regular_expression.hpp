// A regular expression that a user wrote.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace eventstore {

/// Of RE2's syntax (github.com/google/re2/wiki/Syntax), case-sensitive.  Takes time in proportion
/// to the text, whatever the expression.
class RegularExpression {
 public:
  static constexpr std::size_t max_length = 100'000;

  /// Throws UsageError where `text` is longer than `longest` bytes, or no expression; the message
  /// begins with `name`, as "--filter".
  explicit RegularExpression(const std::string& text, std::string_view name,
                             std::size_t longest = max_length);

  /// Whether it is found anywhere in `text`.
  [[nodiscard]] bool is_found_in(std::string_view text) const;

 private:
  std::shared_ptr<const re2::RE2> compiled_;
};

/// Chooses names by an expression; one that begins with "-" chooses what does not match the rest.
class NameFilter {
 public:
  /// Throws UsageError, likewise.
  NameFilter(const std::string& text, std::string_view name);

  [[nodiscard]] bool selects(std::string_view name) const {
    return expression_.is_found_in(name) != is_inverted_;
  }

 private:
  bool is_inverted_;
  RegularExpression expression_;
};

}  // namespace eventstore
