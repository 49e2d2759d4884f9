// The command line of bench-report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/result/pull_request_comment.hpp"
#include "core/result/report_files.hpp"

namespace eventstore::reports {

/// bench-report render FILE... [--out FILE] [--junit FILE] [--html FILE]
struct RenderOptions {
  std::vector<std::string> files;
  std::string out;  ///< Empty: standard output.
  result::ReportFiles reports;
};

/// bench-report comment FILE... [--before FILE]... [--out FILE]
struct CommentOptions {
  std::vector<std::string> files;
  std::vector<std::string> before;  ///< What was measured of the base.
  result::PullRequest about;
  std::string store;         ///< The store profile of the head,
  std::string before_store;  ///< and that of the base; empty: what each asks for is not compared.
  std::string whole;         ///< Where a reader of the comment finds everything.
  std::string out;           ///< Empty: standard output.
  result::ReportFiles reports;
};

/// bench-report missed FILE...
struct MissedOptions {
  std::vector<std::string> files;
};

struct Options {
  enum class Command : std::uint8_t { render, comment, missed };
  Command command = Command::render;
  RenderOptions render;
  CommentOptions comment;
  MissedOptions missed;
};

void declare_options(CLI::App& app, Options& options);

}  // namespace eventstore::reports
