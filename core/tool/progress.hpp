// How far a long job is: one line that is rewritten on a terminal, a plain line now and then
// elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "core/tool/terminal.hpp"

namespace eventstore {

enum class Verbosity : std::uint8_t { normal, quiet };

/// For one thread.  Writes to stdout; nothing at all when quiet.
class Progress {
 public:
  explicit Progress(Verbosity verbosity);

  /// Begins a phase of `total` steps; 0 where it cannot be told.  `unit` is the plural of what is
  /// counted: "events".
  void begin(const std::string& phase, std::int64_t total, const std::string& unit);

  /// `done` of the steps are done.  Call it as often as you like: it draws ten times a second on a
  /// terminal, once in two seconds elsewhere.
  void update(std::int64_t done);

  /// Ends the phase with a line that says how long it took.  Returns its seconds.
  double end(std::int64_t done);

  /// A line of its own.
  void say(const std::string& line);

 private:
  using Clock = std::chrono::steady_clock;
  void draw(std::int64_t done, double seconds);
  void erase_line();

  Verbosity verbosity_;
  Terminal terminal_;
  std::string phase_;
  std::string unit_;
  std::int64_t total_ = 0;
  Clock::time_point started_;
  Clock::time_point drawn_;
  bool has_line_ = false;  ///< On the terminal, without its newline.
};

}  // namespace eventstore
