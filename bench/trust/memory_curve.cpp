#include "bench/trust/memory_curve.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <fstream>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/trust/append_load.hpp"
#include "core/engine/engine_session.hpp"
#include "core/measure/median.hpp"
#include "core/result/markdown.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::trust {

namespace {

/// The most memory that this process has had resident, octets.
std::int64_t peak_memory() {
  std::ifstream status{"/proc/self/status"};
  const std::string wanted = "VmHWM:";
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(wanted)) continue;
    return std::stoll(line.substr(wanted.size())) * 1024;  // "VmHWM:     12345 kB"
  }
  throw Failure("/proc/self/status has no VmHWM, the peak of the resident memory");
}

engine::CallResult read(engine::EventStorageEngine& engine, ReadBy read_by, std::int64_t limit,
                        MemoryUse& use) {
  const auto count = [&use](const engine::StoredEvent& event) {
    ++use.events;
    use.content += std::ssize(event.payload) + std::ssize(event.metadata);
    return true;
  };
  if (read_by == ReadBy::streaming) return engine.stream_batch(nullptr, {}, limit, count);
  engine::LoadedEvents loaded = engine.read_batch(nullptr, {}, limit);
  for (const engine::StoredEvent& event : loaded.events) count(event);
  return std::move(loaded.call);
}

/// What the child does.
MemoryUse read_once(const ScratchStore& store, ReadBy read_by, std::int64_t limit) {
  engine::EngineSession session{store.database(), store.catalogue()};
  MemoryUse first;
  require_ok(read(session.engine(), read_by, 1, first), "a read");
  malloc_trim(0);  // What is free already would hide what is needed.
  const std::int64_t before = peak_memory();
  MemoryUse use;
  require_ok(read(session.engine(), read_by, limit, use), "a read");
  use.peak_growth = peak_memory() - before;
  return use;
}

void write_all(int descriptor, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = write(descriptor, text.data() + done, text.size() - done);
    if (count < 0 && errno != EINTR) return;  // Nobody listens.
    if (count > 0) done += static_cast<std::size_t>(count);
  }
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 512> buffer{};
  while (true) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
    if (count == 0 || (count < 0 && errno != EINTR)) return text;
  }
}

/// Never returns: nothing of the parent's is destroyed here.
[[noreturn]] void be_the_child(int descriptor, const ScratchStore& store, ReadBy read_by,
                               std::int64_t limit) {
  int exit_code = 0;
  try {
    const MemoryUse use = read_once(store, read_by, limit);
    write_all(descriptor, fmt::format("{} {} {}", use.peak_growth, use.events, use.content));
  } catch (const std::exception& error) {
    write_all(descriptor, error.what());
    exit_code = 1;
  }
  _exit(exit_code);
}

void declare_options(CLI::App& app, MemoryOptions& options) {
  app.add_option("--database", options.database,
                 "A database of the server to work on; its own data are not touched")
      ->type_name("URI");
  app.add_option("--runs", options.runs, "Of each point, alternating")
      ->check(between(1, 99))
      ->capture_default_str();
}

}  // namespace

MemoryUse memory_use(const ScratchStore& store, ReadBy read_by, std::int64_t limit) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw Failure("cannot make a pipe");
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    be_the_child(ends[1], store, read_by, limit);
  }
  close(ends[1]);
  const std::string said = child < 0 ? "no process could be started" : read_all(ends[0]);
  close(ends[0]);
  int status = 1;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  stop_if_interrupted();
  if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw Failure(fmt::format("reading {} in a process of its own failed: {}",
                              counted(limit, "event"), said));
  }
  MemoryUse use;
  std::istringstream{said} >> use.peak_growth >> use.events >> use.content;
  return use;
}

std::vector<MemoryPoint> measure_memory(const MemoryOptions& options, const pg::Database& server) {
  const auto most = std::max_element(options.limits.begin(), options.limits.end());
  // Ordered by position alone, so that no older transaction of the server holds events back.
  const ScratchStore store{server, "reference-position", *most};
  std::vector<MemoryPoint> points;
  for (const std::int64_t limit : options.limits) {
    std::vector<double> full, streamed;
    MemoryPoint point;
    for (int run = 0; run < options.runs; ++run) {
      const MemoryUse at_once = memory_use(store, ReadBy::full_result, limit);
      full.push_back(static_cast<double>(at_once.peak_growth));
      const MemoryUse one_by_one = memory_use(store, ReadBy::streaming, limit);
      streamed.push_back(static_cast<double>(one_by_one.peak_growth));
      if (at_once.events != limit || one_by_one.events != limit) {
        throw Failure(fmt::format("of {}, {} were read at once and {} one by one",
                                  counted(limit, "event"), at_once.events, one_by_one.events));
      }
      point.content = at_once.content;
    }
    point.events = limit;
    point.full_result = static_cast<std::int64_t>(measure::median(full));
    point.streaming = static_cast<std::int64_t>(measure::median(streamed));
    points.push_back(point);
  }
  return points;
}

std::string memory_text(const std::vector<MemoryPoint>& points) {
  result::MarkdownTable table{{{"events", Align::right},
                               {"payloads and metadata", Align::right},
                               {"full result", Align::right},
                               {"per octet of content", Align::right},
                               {"streaming", Align::right}}};
  for (const MemoryPoint& point : points) {
    const auto bytes = [](std::int64_t value) { return bytes_text(static_cast<double>(value)); };
    table.add_row(
        {grouped(point.events), bytes(point.content), bytes(point.full_result),
         fmt::format("{:.2f}", static_cast<double>(point.full_result) /
                                   static_cast<double>(std::max<std::int64_t>(point.content, 1))),
         bytes(point.streaming)});
  }
  return table.text();
}

Subcommand declare_memory(CLI::App& app) {
  auto options = std::make_shared<MemoryOptions>();
  CLI::App* command = app.add_subcommand(
      "memory", "What a client needs for one read, with the full result and row by row");
  declare_options(*command, *options);
  return {.app = command, .run = [options] {
            const pg::Database server = announced_server(options->database);
            fmt::print("{}", memory_text(measure_memory(*options, server)));
            return ExitCode::success;
          }};
}

}  // namespace eventstore::trust
