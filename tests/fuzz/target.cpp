#include "tests/fuzz/target.hpp"

#include <array>

#include <fmt/format.h>

namespace eventstore::fuzz {

void require(bool is_kept, std::string_view promise, std::string_view detail) {
  if (!is_kept) throw BrokenPromise(fmt::format("{}: {}", promise, detail));
}

void require_sentence(const std::optional<std::string>& refusal, std::string_view file) {
  if (!refusal) return;
  require(refusal->find("json.exception") == std::string::npos, "a refusal is in words of ours",
          *refusal);
  require(!refusal->empty() && refusal->starts_with(file), "a refusal names its file", *refusal);
}

std::span<const Target> targets() {
  static constexpr std::array all{
      Target{"accepted_changes", accepted_changes},
      Target{"baseline", baseline},
      Target{"captured_log", captured_log},
      Target{"connection_string", connection_string},
      Target{"document", document},
      Target{"log_wrappings", log_wrappings},
      Target{"operation_file", operation_file},
      Target{"plan", plan},
      Target{"quantity", quantity},
      Target{"scenario", scenario},
      Target{"sql_script", sql_script},
      Target{"store_profile", store_profile},
      Target{"threshold", threshold},
      Target{"token", token},
  };
  return all;
}

}  // namespace eventstore::fuzz
