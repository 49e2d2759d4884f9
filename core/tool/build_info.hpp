// What this build is; filled in by cmake/WriteBuildInfo.cmake.
#pragma once

#include <string_view>

namespace eventstore {

struct BuildInfo {
  std::string_view version;     ///< The project's version, "0.1.0".
  std::string_view commit;      ///< git describe of the sources, or "unknown".
  std::string_view build_type;  ///< CMAKE_BUILD_TYPE.
  std::string_view compiler;    ///< Compiler and version.
};

[[nodiscard]] BuildInfo build_info();

}  // namespace eventstore
