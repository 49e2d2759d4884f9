// One .sql file of sql/<store>/operations/ -> Operation.  The format: docs/catalogue.md.
#pragma once

#include <string>
#include <string_view>

#include "core/catalogue/operation.hpp"

namespace eventstore::catalogue {

/// Throws UsageError, "FILE:LINE: what is wrong", for anything that is not as docs/catalogue.md
/// says: an unknown key, an undeclared or unused parameter, a name that differs from the file's, a
/// second statement, an expectation that cannot be read.
[[nodiscard]] Operation parse_operation(std::string_view text, const std::string& file);

/// "index_cond(events: tenant_key)" and the like; throws UsageError without file and line.
[[nodiscard]] PlanExpectation parse_plan_expectation(const std::string& text);

/// "p95 < 50 ms when batch=1000"; throws UsageError without file and line.
[[nodiscard]] Sla parse_sla(const std::string& text);

/// "1", "0..10", "0..:batch_size", "case.rows"; throws UsageError without file and line.
[[nodiscard]] RowRange parse_rows(const std::string& text);

/// "version_conflict when constraint=NAME or affected=0"; throws UsageError without file and line.
[[nodiscard]] OutcomeRule parse_outcome_rule(const std::string& text);

/// A type as `@param` lines write it; throws UsageError naming the known ones.
[[nodiscard]] ParameterType parse_parameter_type(const std::string& text);

}  // namespace eventstore::catalogue
