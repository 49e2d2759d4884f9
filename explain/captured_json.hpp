// JSON that is read line by line: where a value ends, and the strings in it that are wanted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "explain/plan_json.hpp"

namespace eventstore::explain {

/// Receives what a JsonScanner finds.
class JsonListener {
 public:
  virtual ~JsonListener() = default;
  virtual void opened(bool is_object) = 0;
  virtual void closed() = 0;
  /// Returns whether the string or the numbers that follow this key are wanted.
  virtual bool wants(const std::string& key) = 0;
  /// Receives a wanted string with its escapes; `is_whole` is false where the text ended within.
  virtual void text(const std::string& raw, bool is_whole) = 0;
  /// Receives a wanted number.
  virtual void number(const std::string& digits) = 0;
};

/// Follows one JSON object or array through pieces of text, in linear time and without recursion.
/// It checks no more than that brackets match and that containers stand where a value may.
class JsonScanner {
 public:
  enum class State { open, complete, broken };

  static constexpr std::size_t max_depth = max_plan_depth;
  static constexpr std::size_t max_string = std::size_t{64} << 20U;

  explicit JsonScanner(JsonListener* listener = nullptr) : listener_(listener) {}

  /// Reads on.  What follows the end of the value is passed over.
  State take(std::string_view text);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool is_in_string() const { return is_in_string_; }
  [[nodiscard]] bool is_too_deep() const { return is_too_deep_; }
  /// Hands out the wanted string that the text ended in, if any.
  void give_up_string();

 private:
  void structure(char c);
  void open(bool is_object);
  void close(bool is_object);
  void end_string();
  void end_number();
  [[nodiscard]] bool is_in_object() const { return !objects_.empty() && objects_.back(); }
  std::size_t take_string(std::string_view text, std::size_t begin);

  JsonListener* listener_ = nullptr;
  State state_ = State::open;
  std::vector<bool> objects_;  ///< The open containers: whether each is an object.
  bool is_in_string_ = false;
  bool is_escaped_ = false;
  bool is_after_colon_ = false;
  bool is_wanted_ = false;
  bool is_too_deep_ = false;
  std::string token_;  ///< Of a key or a wanted value.
};

/// Returns the text of a JSON string, given without its quotes.  Tolerates wrong escapes.
[[nodiscard]] std::string unescape_json(std::string_view raw);

/// Returns whether a line of pretty-printed JSON can look like this.
[[nodiscard]] bool is_json_line(std::string_view line);

/// Returns the text without the blanks and tabs that it begins with.
[[nodiscard]] std::string_view without_indent(std::string_view text);

}  // namespace eventstore::explain
