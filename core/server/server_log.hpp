// What a server's log says about why something did not work.
#pragma once

#include <cstdint>
#include <string>

namespace eventstore::server {

/// Bytes in the file; 0 when there is none.
[[nodiscard]] std::uintmax_t log_size(const std::string& file);

/// The last line after `offset` that tells of an error, from "FATAL:" or "error:" on; the last line
/// where none does, "it says nothing" for an empty one.
[[nodiscard]] std::string telling_line(const std::string& file, std::uintmax_t offset);

}  // namespace eventstore::server
