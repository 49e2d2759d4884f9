// A plan of auto_explain, put together from the lines of its message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "explain/captured_json.hpp"
#include "explain/captured_log.hpp"
#include "explain/captured_wrapping.hpp"

namespace eventstore::explain {

/// What has been read of a log, and what is held for plans that have not ended.
struct LogReading {
  CapturedLog log;
  std::function<void(LoggedPlan)> take;  ///< Empty: plans are kept in `log`.
  std::size_t held_bytes = 0;
  std::size_t sources = 0;
};

/// Puts plans together from the lines of one source.
class PlanAssembly {
 public:
  static constexpr std::size_t max_plan_bytes = std::size_t{64} << 20U;
  static constexpr std::size_t max_held_bytes = std::size_t{256} << 20U;

  explicit PlanAssembly(LogReading& reading) : reading_(&reading) {}

  /// Returns whether the line goes on with the plan that has begun.
  bool continues(std::string_view line, Unwrapped::Part part);
  /// Returns whether a plan begins in the line.  It ends the plan before.
  bool begins(std::string_view line, std::int64_t number);
  [[nodiscard]] bool has_begun() const { return stage_ == Stage::awaited || stage_ == Stage::json; }
  /// Counts a plan that has begun as cut off.
  void finish();

 private:
  enum class Stage { none, awaited, json, other_format };

  bool begin_text(std::string_view line);
  bool learn_prefix(std::string_view line);
  [[nodiscard]] std::string_view without_prefix(std::string_view line) const;
  void append(std::string_view line);
  void complete();
  void drop(CountedPlans& counted);
  void end();

  LogReading* reading_;
  Stage stage_ = Stage::none;
  bool is_named_plan_ = false;
  bool is_doubtful_ = false;  ///< What began may be no plan.
  double milliseconds_ = 0.0;
  std::int64_t line_ = 0;
  std::string first_line_;  ///< Its beginning.
  std::string prefix_;      ///< That further lines have in common with it; digits may differ.
  std::string text_;
  JsonScanner scanner_;
};

}  // namespace eventstore::explain
