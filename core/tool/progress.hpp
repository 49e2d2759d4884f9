// How far a long job is: one line that is rewritten on a terminal, a plain line now and then
// elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

#include "core/tool/terminal.hpp"

namespace eventstore {

enum class Verbosity : std::uint8_t { normal, quiet };

/// A part of a job, as lines about it name it.
struct ProgressPhase {
  std::string name;
  std::int64_t total = 0;   ///< Steps; 0 where it cannot be told.
  std::string unit = {};    ///< What is counted: "event".
  std::int64_t before = 0;  ///< Of the steps, those that an earlier run made.
};

/// The line of a phase of which this run has made `done` steps in `seconds`.  Speed and time left
/// are those of the steps that are made now, and only told where there are enough of them to speak
/// of a speed.  `width`: columns of the terminal, 0 where there is none.
[[nodiscard]] std::string line_during(const ProgressPhase& phase, std::int64_t done, double seconds,
                                      std::size_t width);

/// The line of a phase that is over.
[[nodiscard]] std::string line_after(const ProgressPhase& phase, std::int64_t done, double seconds);

/// For one thread.  Writes to stdout, or `out`; nothing at all when quiet.
class Progress {
 public:
  explicit Progress(Verbosity verbosity);
  Progress(Verbosity verbosity, std::FILE* out, const Terminal& terminal);
  /// Ends a line that was being rewritten: what is said next, of an interruption say, has its own.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void begin(ProgressPhase phase);
  /// The same for a phase with nothing before it.
  void begin(const std::string& phase, std::int64_t total, const std::string& unit);

  /// `done` of the steps are made, beside those before.  Call it as often as you like: it draws ten
  /// times a second on a terminal, once in two seconds elsewhere.
  void update(std::int64_t done);

  /// Ends the phase with a line that says how long it took.  Returns its seconds.
  double end(std::int64_t done);

  /// A line of its own.
  void say(const std::string& line);

  /// A line that the next one replaces on a terminal; a line of its own elsewhere.
  void show(const std::string& line);

 private:
  using Clock = std::chrono::steady_clock;
  void draw(std::int64_t done, double seconds);
  void erase_line();

  Verbosity verbosity_;
  std::FILE* out_;
  Terminal terminal_;
  ProgressPhase phase_;
  Clock::time_point started_;
  Clock::time_point drawn_;
  bool has_line_ = false;  ///< On the terminal, without its newline.
};

}  // namespace eventstore
