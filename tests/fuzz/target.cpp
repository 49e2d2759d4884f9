#include "tests/fuzz/target.hpp"

#include <array>

#include <fmt/format.h>

namespace eventstore::fuzz {

void require(bool is_kept, std::string_view promise, std::string_view detail) {
  if (!is_kept) throw BrokenPromise(fmt::format("{}: {}", promise, detail));
}

void require_sentence(const std::optional<std::string>& refusal, std::string_view file) {
  if (!refusal) return;
  require(!refusal->empty() && refusal->starts_with(file), "a refusal names its file", *refusal);
}

void require_own_words(const std::optional<std::string>& refusal, std::string_view input) {
  require_sentence(refusal);
  constexpr std::string_view of_the_library = "json.exception";
  require(!refusal || refusal->find(of_the_library) == std::string::npos ||
              input.find(of_the_library) != std::string_view::npos,
          "a refusal is in words of ours", refusal.value_or(""));
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
