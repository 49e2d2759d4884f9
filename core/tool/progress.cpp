#include "core/tool/progress.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore {

namespace {

constexpr std::size_t bar_width = 30;
constexpr int name_width = 10;  // "checkpoint".

/// Fewer steps are coarse ones: a quarter of the tables says nothing about the time of the rest.
constexpr std::int64_t fine_steps = 1000;

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

std::string line_during(const ProgressPhase& phase, std::int64_t done, double seconds,
                        std::size_t width) {
  std::string line = fmt::format("{:<{}} ", phase.name, name_width);
  if (phase.total == 0) return line + elapsed_text(seconds);
  const std::int64_t left = std::max<std::int64_t>(phase.total - phase.before - done, 0);
  const double part = 1 - static_cast<double>(left) / static_cast<double>(phase.total);
  if (width >= 80) line += fmt::format("[{}] ", bar(part));
  line += fmt::format("{:3.0f} %", part * 100.0);
  const double rate = static_cast<double>(done) / std::max(seconds, 1e-9);
  if (phase.total >= fine_steps && seconds > 0.5 && rate >= 1.0) {
    line += fmt::format("  {}/s  {} left", counted(static_cast<std::int64_t>(rate), phase.unit),
                        elapsed_text(static_cast<double>(left) / rate));
  }
  return line;
}

std::string line_after(const ProgressPhase& phase, std::int64_t done, double seconds) {
  std::string line = fmt::format("{:<{}}{:>12}", phase.name, name_width, elapsed_text(seconds));
  if (phase.total == 0) return line;
  line += "  " + counted(phase.before + done, phase.unit);
  if (seconds > 0.1 && done >= fine_steps) {
    line += fmt::format(", {} per second",
                        grouped(static_cast<std::int64_t>(static_cast<double>(done) / seconds)));
  }
  return line;
}

Progress::Progress(Verbosity verbosity) : Progress(verbosity, stdout, terminal_of(stdout)) {}

Progress::Progress(Verbosity verbosity, std::FILE* out, const Terminal& terminal)
    : verbosity_(verbosity), out_(out), terminal_(terminal) {}

Progress::~Progress() {
  if (!has_line_) return;
  std::fputc('\n', out_);
  std::fflush(out_);
}

void Progress::begin(ProgressPhase phase) {
  phase_ = std::move(phase);
  started_ = Clock::now();
  drawn_ = started_;
  if (terminal_.width > 0) draw(0, 0.0);
}

void Progress::begin(const std::string& phase, std::int64_t total, const std::string& unit) {
  begin({.name = phase, .total = total, .unit = unit});
}

void Progress::update(std::int64_t done) {
  const Clock::time_point now = Clock::now();
  const double pause_seconds = terminal_.width > 0 ? 0.1 : 2.0;
  if (seconds_between(drawn_, now) < pause_seconds) return;
  drawn_ = now;
  draw(done, seconds_between(started_, now));
}

void Progress::draw(std::int64_t done, double seconds) {
  show(line_during(phase_, done, seconds, terminal_.width));
}

void Progress::show(const std::string& line) {
  if (verbosity_ == Verbosity::quiet) return;
  if (terminal_.width == 0) {
    fmt::print(out_, "{}\n", visible_line(line));
  } else {
    fmt::print(out_, "\r\x1b[K{}", visible_line(line).substr(0, terminal_.width - 1));
    has_line_ = true;
  }
  std::fflush(out_);
}

double Progress::end(std::int64_t done) {
  const double seconds = seconds_between(started_, Clock::now());
  say(line_after(phase_, done, seconds));
  return seconds;
}

void Progress::say(const std::string& line) {
  if (verbosity_ == Verbosity::quiet) return;
  erase_line();
  fmt::print(out_, "{}\n", printable_lines(line));
  std::fflush(out_);
}

void Progress::erase_line() {
  if (has_line_) fmt::print(out_, "\r\x1b[K");
  has_line_ = false;
}

}  // namespace eventstore
