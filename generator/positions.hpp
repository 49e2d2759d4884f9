// Where a store takes the positions of its events from: the sequences that are moved past the data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/session.hpp"
#include "generator/plan.hpp"
#include "generator/store_layout.hpp"
#include "generator/store_scripts.hpp"
#include "generator/strangers.hpp"

namespace eventstore::seed {

/// The sequences (full names) behind the column of the positions, as the server knows them: its
/// identity, or those that its DEFAULT names.
[[nodiscard]] std::vector<std::string> sequences_of_positions(pg::Session& session,
                                                              const TableLayout& events);

/// The same, and those of the store's own that only a trial or the text of its functions and
/// operations shows; proven by an event that is stored without a position and taken back.  To be
/// called in the transaction that made the tables.  Throws UsageError when a sequence is somebody
/// else's, or when the next position would not be above those of `plan`.
[[nodiscard]] std::vector<std::string> find_position_sequences(
    pg::Session& session, const catalogue::Catalogue& catalogue, const TableLayout& events,
    const MadeByScripts& made, const Strangers& strangers, const Plan& plan);

/// Lets the sequences go on after `last`.
void move_sequences(pg::Session& session, const std::vector<std::string>& sequences,
                    std::int64_t last);

/// The last value that any of them gave; 0 when none did.
[[nodiscard]] std::int64_t last_value(pg::Session& session,
                                      const std::vector<std::string>& sequences);

/// The names that are arguments of nextval in a text of SQL or of a function's body, as they are
/// written there: nextval('a.b') gives a.b.
[[nodiscard]] std::vector<std::string> sequences_named_in(std::string_view sql);

}  // namespace eventstore::seed
