// The indexes of two databases that were measured.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result/document.hpp"

namespace eventstore::result {

/// By name.
using IndexDefinitions = std::map<std::string, std::string>;

/// Of the last document that says what there is; nothing where none does.
[[nodiscard]] std::optional<IndexDefinitions> indexes_of(std::span<const ResultDocument> documents);

/// "`domain_events_stream_idx` is gone: `CREATE INDEX ...`", Markdown: indexes that one side lacks,
/// or that are defined in another way; nothing where a side does not say what it has.
[[nodiscard]] std::vector<std::string> index_changes(std::span<const ResultDocument> before,
                                                     std::span<const ResultDocument> after);

}  // namespace eventstore::result
