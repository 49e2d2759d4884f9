#include "core/tool/progress.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore {

namespace {

constexpr std::size_t bar_width = 30;

/// Whole cells of a bar and blanks after them.
std::string bar(double part) {
  const auto full = static_cast<std::size_t>(part * static_cast<double>(bar_width));
  std::string cells;
  for (std::size_t i = 0; i < bar_width; ++i) cells += i < full ? '#' : '.';
  return cells;
}

double seconds_between(std::chrono::steady_clock::time_point from,
                       std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

Progress::Progress(Verbosity verbosity) : verbosity_(verbosity), terminal_(terminal_of(stdout)) {}

void Progress::begin(const std::string& phase, std::int64_t total, const std::string& unit) {
  phase_ = phase;
  unit_ = unit;
  total_ = total;
  started_ = Clock::now();
  drawn_ = started_;
  if (terminal_.width > 0) draw(0, 0.0);
}

void Progress::update(std::int64_t done) {
  const Clock::time_point now = Clock::now();
  const double pause_seconds = terminal_.width > 0 ? 0.1 : 2.0;
  if (seconds_between(drawn_, now) < pause_seconds) return;
  drawn_ = now;
  draw(done, seconds_between(started_, now));
}

void Progress::draw(std::int64_t done, double seconds) {
  if (verbosity_ == Verbosity::quiet) return;
  std::string line = fmt::format("{:<10}", phase_);
  if (total_ > 0) {
    const double part =
        std::clamp(static_cast<double>(done) / static_cast<double>(total_), 0.0, 1.0);
    if (terminal_.width >= 80) line += fmt::format("[{}] ", bar(part));
    line += fmt::format("{:3.0f} %", part * 100.0);
    const double rate = static_cast<double>(done) / std::max(seconds, 1e-9);
    if (seconds > 0.5 && rate >= 1.0) {
      line += fmt::format("  {} {}/s  {} left", grouped(static_cast<std::int64_t>(rate)), unit_,
                          elapsed_text(seconds / part - seconds));
    }
  } else {
    line += elapsed_text(seconds);
  }
  if (terminal_.width == 0) {
    fmt::print("{}\n", line);
  } else {
    fmt::print("\r\x1b[K{}", line.substr(0, terminal_.width - 1));
    has_line_ = true;
  }
  std::fflush(stdout);
}

double Progress::end(std::int64_t done) {
  const double seconds = seconds_between(started_, Clock::now());
  std::string line = fmt::format("{:<10}{:>12}", phase_, elapsed_text(seconds));
  if (total_ > 0) {
    line += fmt::format("  {} {}", grouped(done), unit_);
    if (seconds > 0.1 && done >= 1000) {
      line += fmt::format(", {} per second",
                          grouped(static_cast<std::int64_t>(static_cast<double>(done) / seconds)));
    }
  }
  say(line);
  return seconds;
}

void Progress::say(const std::string& line) {
  if (verbosity_ == Verbosity::quiet) return;
  erase_line();
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

void Progress::erase_line() {
  if (has_line_) fmt::print("\r\x1b[K");
  has_line_ = false;
}

}  // namespace eventstore
