#include "core/pg/clone_name.hpp"

#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

namespace eventstore::pg {

namespace {

constexpr std::size_t mark_length = 7;
constexpr std::size_t longest_name = 63;  // PostgreSQL cuts off what is longer.

/// Stands for a mark that could not be read.
const std::string no_mark(mark_length, '-');

std::string mark_text(const std::string& mark) {
  return mark.empty() ? no_mark : mark;
}

std::string mark_from(std::string_view text) {
  return text == no_mark ? "" : std::string{text};
}

/// Takes the part behind the last '_' away.
std::string_view take_last(std::string_view& name) {
  const std::size_t at = name.rfind('_');
  if (at == std::string_view::npos) return {};
  const std::string_view part = name.substr(at + 1);
  name = name.substr(0, at);
  return part;
}

}  // namespace

std::string clone_name(const std::string& purpose, const ProcessIdentity& owner, unsigned number) {
  constexpr unsigned numbers = 36 * 36;
  constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
  const unsigned two_digits = number % numbers;
  std::string name = fmt::format("{}{}_{}_{}_{}{}{}", clone_name_start, purpose, owner.pid,
                                 mark_text(owner.host_mark), mark_text(owner.start_mark),
                                 digits[two_digits / 36], digits[two_digits % 36]);
  if (name.size() > longest_name) throw std::logic_error("no database can be called " + name);
  return name;
}

std::optional<ProcessIdentity> owner_of_clone(const std::string& name) {
  std::string_view rest = name;
  if (!rest.starts_with(clone_name_start)) return {};
  rest.remove_prefix(clone_name_start.size());
  const std::string_view start = take_last(rest);
  const std::string_view host = take_last(rest);
  const std::string_view pid = take_last(rest);
  ProcessIdentity owner;
  const auto [end, error] = std::from_chars(pid.data(), pid.data() + pid.size(), owner.pid);
  const bool is_whole = error == std::errc{} && end == pid.data() + pid.size() && owner.pid > 0;
  if (!is_whole || rest.empty() || host.size() != mark_length || start.size() != mark_length + 2) {
    return {};
  }
  owner.host_mark = mark_from(host);
  owner.start_mark = mark_from(start.substr(0, mark_length));
  return owner;
}

}  // namespace eventstore::pg
