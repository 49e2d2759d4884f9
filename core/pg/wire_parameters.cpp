#include "core/pg/wire_parameters.hpp"

namespace eventstore::pg {

void WireParameters::clear() {
  storage_.clear();
  offsets_.clear();
  values_.clear();
  lengths_.clear();
  formats_.clear();
}

void WireParameters::add(std::string_view bytes, ResultFormat format) {
  offsets_.push_back(static_cast<std::int64_t>(storage_.size()));
  lengths_.push_back(static_cast<int>(bytes.size()));
  formats_.push_back(static_cast<int>(format));
  storage_ += bytes;
  storage_ += '\0';  // An empty value at the very end must still have an address.
}

void WireParameters::add_null() {
  offsets_.push_back(-1);
  lengths_.push_back(0);
  formats_.push_back(1);
}

void WireParameters::finish() {
  values_.clear();
  for (const std::int64_t offset : offsets_) {
    values_.push_back(offset < 0 ? nullptr : storage_.data() + offset);
  }
}

}  // namespace eventstore::pg
