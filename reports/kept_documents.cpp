#include "reports/kept_documents.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::reports {

void require_kept(const std::vector<std::string>& documents,
                  const std::vector<std::string>& outputs) {
  for (const std::string& output : outputs) {
    for (const std::string& document : documents) {
      std::error_code ignored;  // What is not there yet is no document.
      if (output.empty() || !std::filesystem::equivalent(output, document, ignored)) continue;
      throw UsageError(
          fmt::format("{} is a result document: give the report another name", output));
    }
  }
}

}  // namespace eventstore::reports
