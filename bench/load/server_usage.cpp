#include "bench/load/server_usage.hpp"

#include "core/measure/process_usage.hpp"

namespace eventstore::load {

void ServerUsage::start(int backend) {
  *this = {};
  postmaster_ = measure::parent_of(backend).value_or(0);
  look(true);
}

void ServerUsage::look() {
  look(false);
}

void ServerUsage::look(bool is_first) {
  if (postmaster_ == 0) return;
  for (const int pid : measure::children_of(postmaster_)) {
    const auto usage = measure::usage_of(pid);
    if (!usage) continue;
    Process& process = processes_[pid];
    process.cpu = usage->cpu_seconds;
    if (!is_first) continue;  // One that was not there then has taken all of it since.
    process.cpu_before = process.cpu;
  }
}

std::optional<double> ServerUsage::cpu_seconds() const {
  if (processes_.empty()) return std::nullopt;
  double sum = 0.0;
  for (const auto& [pid, process] : processes_) sum += process.cpu - process.cpu_before;
  return sum;
}

}  // namespace eventstore::load
