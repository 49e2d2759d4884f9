#include "bench/load/plan_capture.hpp"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "core/result/document.hpp"
#include "core/server/local_server.hpp"
#include "core/server/server_log.hpp"
#include "core/server/state_directory.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/output_file.hpp"

namespace eventstore::load {

void log_plans(pg::Wire& wire, std::chrono::milliseconds at_least) {
  wire.command("LOAD 'auto_explain'");
  wire.command("SET auto_explain.log_format = json");
  wire.command("SET auto_explain.log_analyze = on");
  wire.command("SET auto_explain.log_buffers = on");
  wire.command("SET auto_explain.log_nested_statements = on");
  wire.command(fmt::format("SET auto_explain.log_min_duration = {}", at_least.count()));
}

PlanCapture::PlanCapture(const pg::Database& database) {
  if (!database.is_local_server) {
    throw UsageError(
        "--capture-plans reads the server's log, which it can for the local server only; elsewhere "
        "set auto_explain.log_min_duration there, and give its log to plan-review --captured");
  }
  log_ = server::locate_state(server::status().state_directory).log_file();
  begin_ = server::log_size(log_);
}

void PlanCapture::write_to(const std::string& file) const {
  std::ifstream log{log_, std::ios::binary};
  log.seekg(static_cast<std::streamoff>(begin_));
  const std::string text{std::istreambuf_iterator<char>{log}, {}};
  if (!log) throw Failure(fmt::format("cannot read {}", log_));
  write_text_file(text, file);
}

}  // namespace eventstore::load
