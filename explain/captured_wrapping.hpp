// The ways in which a line of a server's log is wrapped before it reaches a file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace eventstore::explain {

/// Text that a wrapping held: a line, or a message of several.
struct Unwrapped {
  enum class Part { unknown, first, further };

  std::string text;           ///< Empty: the line is wrapped, but holds no text.
  std::string source;         ///< Of which process or stream it is, where the wrapping says so.
  std::int64_t line = 0;      ///< Of the file.
  Part part = Part::unknown;  ///< Where lines are cut to a length: which piece of the message.
};

/// Takes one kind of wrapping off the lines of one source.
class Wrapping {
 public:
  virtual ~Wrapping() = default;

  /// Returns whether the line is wrapped like this, and appends what it holds, if anything.
  virtual bool unwrap(std::string_view line, std::int64_t number, std::vector<Unwrapped>& out) = 0;
  /// Returns whether the value that an earlier line began goes on.
  [[nodiscard]] virtual bool is_open() const { return false; }
  /// Returns whether a message may go on in lines that are not wrapped.
  [[nodiscard]] virtual bool wraps_first_line_only() const { return true; }
  /// Appends what is left when the log ends.
  virtual void finish(std::vector<Unwrapped>& /*out*/) {}
};

/// jsonlog, Docker, CloudNativePG, Cloud SQL, CloudWatch, Azure, journald: the texts of JSON
/// objects, one a line or in pretty-printed documents.
[[nodiscard]] std::unique_ptr<Wrapping> json_wrapping();
/// csvlog.
[[nodiscard]] std::unique_ptr<Wrapping> csv_wrapping();
/// Kubernetes' container runtime interface: `TIME stderr F line`, with P for partial lines.
[[nodiscard]] std::unique_ptr<Wrapping> cri_wrapping();
/// syslog as in RFC 3164 and 5424, journalctl, Heroku.
[[nodiscard]] std::unique_ptr<Wrapping> syslog_wrapping();
/// A name or a time before each line: aws logs tail, kubectl and docker logs, docker compose.
[[nodiscard]] std::unique_ptr<Wrapping> prefix_wrapping();

/// Every wrapping, in the order in which they are tried.
[[nodiscard]] std::vector<std::unique_ptr<Wrapping>> all_wrappings();

/// Partial lines of one wrapping, put together by source.
class PartialLines {
 public:
  /// Returns the whole line that this piece completes, or nothing where `is_partial`.  A line that
  /// gets too long is handed out in pieces.
  std::vector<Unwrapped> add(Unwrapped piece, bool is_partial);
  void finish(std::vector<Unwrapped>& out);

 private:
  std::vector<Unwrapped> open_;
};

}  // namespace eventstore::explain
