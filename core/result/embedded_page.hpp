// The parts of an HTML report that are no C++: reports/web, as the build carries it.
#pragma once

#include <string_view>

namespace eventstore::result {

struct EmbeddedPage {
  std::string_view style;   ///< Our own: page.css.
  std::string_view script;  ///< Our own: page.js.

  /// What draws plans, as cmake/WebBundle.cmake bundled it; empty in a build without npm.
  std::string_view drawing_style;
  std::string_view drawing_script;
  std::string_view licences;  ///< Of all that is in the two.

  [[nodiscard]] bool draws() const { return !drawing_script.empty(); }
};

[[nodiscard]] EmbeddedPage embedded_page();

}  // namespace eventstore::result
