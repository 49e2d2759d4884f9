// What has become of a plan: better, worse, or another one.  Pure: values in, value out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result/document.hpp"

namespace eventstore::explain {

/// What is kept of a plan to compare others with.
struct PlanRecord {
  std::string case_name;
  std::string step;  ///< Empty where the operation has only one.
  std::string mode;
  result::Verdict verdict = result::Verdict::no_target;
  bool analyzed = true;  ///< False: rows and buffers are not known.
  std::int64_t rows = 0;
  std::int64_t buffers = 0;
  /// Of a step that writes; absent of one that reads, and in files of before it was measured.
  std::optional<std::int64_t> buffers_spread = {};
  std::optional<std::int64_t> wal_bytes = {};  ///< Likewise; images of pages left out.
  std::int64_t wal_spread = 0;
  std::string signature;
  bool operator==(const PlanRecord&) const = default;
};

[[nodiscard]] PlanRecord record_of(const result::PlanResult& plan);

/// How far two plans can be compared.
enum class Comparable : std::uint8_t {
  work,   ///< The same data: equal calls read equally much.
  shape,  ///< Other data, or another version of the server.
};

/// Reads within this factor and this many buffers are the same work: caches of the server's own
/// catalogue are filled, the planner looks at the end of an index.
inline constexpr double same_work_factor = 1.3;
inline constexpr std::int64_t same_work_buffers = 8;
/// What writes is executed until it repeats itself (RepeatedWrite).  What is left, beside the
/// spread of both sides, is where rows lie in two databases that were seeded apart: an index more
/// takes one to three buffers for each row, a twentieth or more of an append.
inline constexpr double same_write_factor = 1.02;
/// One more search of the free space map takes 3 pages, and depends on how full the pages of that
/// database are.  It is not logged, as what an index more takes is: so where there is more WAL than
/// this factor allows, it is no search.
inline constexpr std::int64_t same_write_buffers = 3;
inline constexpr double unlogged_wal_factor = 1.01;
/// WAL depends on how well a server's library compresses, too.
inline constexpr double same_wal_factor = 1.1;
inline constexpr std::int64_t same_wal_bytes = 1000;
/// Below so many buffers, before and after, another plan is a tie of the planner's.
inline constexpr std::int64_t tie_buffers = 100;

/// Stands for a signature: 16 hexadecimal digits.
[[nodiscard]] std::string plan_hash(const std::string& signature);

/// Nothing where the plan is as good as it was: the same signature, or another way to do the same
/// work.  The rules are a table in docs/decisions/0007.
[[nodiscard]] std::optional<result::PlanChange> change_between(const PlanRecord& before,
                                                               const PlanRecord& after,
                                                               Comparable comparable);

}  // namespace eventstore::explain
