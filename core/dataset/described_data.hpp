// What a result document says of the data that a tool has worked on.
#pragma once

#include <string>

#include "core/dataset/seeded_store.hpp"
#include "core/result/document.hpp"

namespace eventstore::dataset {

/// Fills database, environment and dataset: the manifest without its subjects, which only serve to
/// choose arguments.  Asks the server.  Throws Failure.
void describe_data(result::ResultDocument& document, const SeededStore& store);

/// The same for a store that is no more than seeded: `description` is what people are told it is.
void describe_data(result::ResultDocument& document, const std::string& description,
                   const pg::Database& database, const catalogue::StoreProfile& store,
                   const Manifest& manifest);

}  // namespace eventstore::dataset
