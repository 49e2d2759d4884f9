#include "generator/json_members.hpp"

namespace eventstore::seed {

namespace {

// Plain loops: what is looked for is a few octets away, which is no distance for find_first_of.
bool is_space(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

}  // namespace

JsonMembers::JsonMembers(std::string_view object) : rest_(object) {
  skip_space();
  is_open_ = take('{');
}

bool JsonMembers::next() {
  if (!is_open_) return false;
  is_open_ = false;
  skip_space();
  if (take('}')) {
    skip_space();
    is_object_ = rest_.empty();
    return false;
  }
  if (!is_first_) {
    if (!take(',')) return false;
    skip_space();
  }
  is_first_ = false;
  const std::string_view at_key = rest_;
  if (!take_string()) return false;
  key_ = at_key.substr(1, at_key.size() - rest_.size() - 2);
  skip_space();
  if (!take(':')) return false;
  skip_space();
  const std::string_view at_value = rest_;
  if (!take_value()) return false;
  value_ = at_value.substr(0, at_value.size() - rest_.size());
  is_open_ = true;
  return true;
}

void JsonMembers::skip_space() {
  std::size_t end = 0;
  while (end < rest_.size() && is_space(rest_[end])) ++end;
  rest_.remove_prefix(end);
}

bool JsonMembers::take(char wanted) {
  if (!rest_.starts_with(wanted)) return false;
  rest_.remove_prefix(1);
  return true;
}

bool JsonMembers::take_string() {
  if (!take('"')) return false;
  for (std::size_t at = 0; at < rest_.size(); ++at) {
    if (rest_[at] == '\\') {
      ++at;
    } else if (rest_[at] == '"') {
      rest_.remove_prefix(at + 1);
      return true;
    }
  }
  return false;
}

bool JsonMembers::take_value() {
  if (rest_.starts_with('"')) return take_string();
  if (rest_.starts_with('{') || rest_.starts_with('[')) return take_nested();
  const auto ends = [](char byte) { return is_space(byte) || byte == ',' || byte == '}'; };
  std::size_t end = 0;
  while (end < rest_.size() && !ends(rest_[end])) ++end;
  rest_.remove_prefix(end);
  return end > 0;
}

bool JsonMembers::take_nested() {
  std::size_t depth = 0;
  while (!rest_.empty()) {
    const char byte = rest_.front();
    if (byte == '"') {
      if (!take_string()) return false;
      continue;
    }
    rest_.remove_prefix(1);
    if (byte == '{' || byte == '[') ++depth;
    if ((byte == '}' || byte == ']') && --depth == 0) return true;
  }
  return false;
}

std::string_view string_content(std::string_view value) {
  if (value.size() < 2 || !value.starts_with('"')) return {};
  return value.substr(1, value.size() - 2);
}

}  // namespace eventstore::seed
