// Matching at the beginning of a text, for the readers of logs.
#pragma once

#include <string_view>

#include <re2/re2.h>

namespace eventstore::explain {

/// Returns whether the text begins with a match of `form`, and takes it off.
template <typename... Groups>
bool consume(std::string_view& text, const RE2& form, Groups*... groups) {
  re2::StringPiece rest{text.data(), text.size()};
  if (!RE2::Consume(&rest, form, groups...)) return false;
  text.remove_prefix(text.size() - rest.size());
  return true;
}

}  // namespace eventstore::explain
