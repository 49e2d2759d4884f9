// The members of a JSON object, without building a tree: keys and the values' own text.
#pragma once

#include <string_view>

namespace eventstore::seed {

/// Goes through an object's members in their order.  Any white space is fine; a key or a value is
/// what stands there, escapes included.
class JsonMembers {
 public:
  explicit JsonMembers(std::string_view object);

  /// Whether there is another member; then `key` and `value` are its.
  [[nodiscard]] bool next();

  [[nodiscard]] std::string_view key() const { return key_; }      ///< Without quotes.
  [[nodiscard]] std::string_view value() const { return value_; }  ///< As JSON.

  /// After the last `next`: whether all of the text was one object.  Values are only looked at as
  /// far as it takes to find their ends.
  [[nodiscard]] bool is_object() const { return is_object_; }

 private:
  void skip_space();
  [[nodiscard]] bool take(char wanted);
  [[nodiscard]] bool take_string();
  [[nodiscard]] bool take_value();
  [[nodiscard]] bool take_nested();

  std::string_view rest_;
  std::string_view key_;
  std::string_view value_;
  bool is_first_ = true;
  bool is_open_ = false;
  bool is_object_ = false;
};

/// What is between the quotes of a JSON string; empty for any other value.
[[nodiscard]] std::string_view string_content(std::string_view value);

}  // namespace eventstore::seed
