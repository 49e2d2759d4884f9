// The SQL and TOML files of sql/ as the build carries them (see cmake/EmbedFiles.cmake).
#pragma once

#include <span>
#include <string_view>

namespace eventstore::catalogue {

struct EmbeddedFile {
  std::string_view path;  ///< Relative to the embedded directory: "reference/store.toml".
  std::string_view text;
};

/// Everything below sql/, in path order.
[[nodiscard]] std::span<const EmbeddedFile> embedded_sql();

/// docker/postgresql.conf: the settings of the local server and of the container.
[[nodiscard]] std::span<const EmbeddedFile> embedded_server_settings();

}  // namespace eventstore::catalogue
